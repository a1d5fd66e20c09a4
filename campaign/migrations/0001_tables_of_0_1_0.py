"""The tables of campaign as release 0.1.0 had them."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import modelsearch.index
import taggit.managers
import uuid
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('campaign', '0001_initial'),
        ('campaign', '0002_log_acts_watch_and_state'),
        ('campaign', '0003_fill_search_text'),
        ('campaign', '0004_toolbox'),
        ('campaign', '0005_choose_shown_memberships'),
        ('campaign', '0006_search_statements'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('places', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CampaignDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', models.FileField(upload_to='documents', verbose_name='file')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                ('source', models.CharField(blank=True, help_text='Where it comes from: an administration, a court, a request.', max_length=200, verbose_name='source')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='CampaignImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('credit', models.CharField(blank=True, help_text='Who made it; shown under the picture.', max_length=200, verbose_name='credit')),
                ('licence', models.CharField(blank=True, max_length=100, verbose_name='licence')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'abstract': False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='ArticleIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaign.campaignimage', verbose_name='picture when shared')),
            ],
            options={
                'verbose_name': 'list of articles',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Collective',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('status', models.CharField(choices=[('active', 'active'), ('forming', 'forming'), ('wanted', 'wanted'), ('ally', 'ally'), ('sleeping', 'sleeping')], default='forming', max_length=10, verbose_name='status')),
                ('status_as_of', models.CharField(blank=True, help_text='A year, or year and month: 2022 or 2022-04.', max_length=10, verbose_name='status as of')),
                ('introduction', models.TextField(blank=True, help_text='Who you are, in a few sentences. Plain text or Markdown.', verbose_name='introduction')),
                ('meeting_words', models.CharField(blank=True, max_length=300, verbose_name='when and where you meet, in words')),
                ('how_to_join', models.TextField(blank=True, verbose_name='how to join')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='collectives', to='places.commune', verbose_name='commune')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('media_collection', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.collection')),
                ('organisers_group', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='auth.group')),
                ('alive_on', models.DateField(blank=True, editable=False, help_text='The last day someone of the collective did something.', null=True)),
                ('asked_if_alive_on', models.DateField(blank=True, editable=False, null=True)),
                ('contact_email', models.EmailField(blank=True, help_text='What people write to you through the form goes there. Nobody sees it. Left empty, messages go to the organisers who gave the site an address.', max_length=254, verbose_name='address for messages')),
                ('declined_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='declined')),
                ('declined_because', models.CharField(blank=True, editable=False, max_length=1000, verbose_name='reason')),
                ('feed', models.URLField(blank=True, help_text='The RSS or Atom feed of your own site.', verbose_name='feed')),
                ('mailing_list', models.URLField(blank=True, help_text='The page where one subscribes to your list or newsletter.', verbose_name='mailing list')),
                ('press_contact', models.TextField(blank=True, help_text='Everyone can read it. A pseudonym will do.', max_length=500, verbose_name='press contact')),
                ('search_text', models.TextField(blank=True, editable=False, help_text='What is searched, in plain letters.')),
                ('status_before_sleep', models.CharField(blank=True, editable=False, max_length=10)),
            ],
            options={
                'verbose_name': 'collective',
                'verbose_name_plural': 'collectives',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='ArticlePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('standfirst', models.TextField(blank=True, help_text='Two sentences under the title; also shown in lists and when shared.', verbose_name='standfirst')),
                ('date', models.DateField(default=django.utils.timezone.localdate, help_text='The day it was published, here or elsewhere.', verbose_name='date')),
                ('authors', models.CharField(blank=True, help_text='Names or pseudonyms, separated by commas.', max_length=200, verbose_name='authors')),
                ('illustrator', models.CharField(blank=True, max_length=120, verbose_name='illustrator')),
                ('first_published_name', models.CharField(blank=True, help_text='The name of the site or paper.', max_length=120, verbose_name='first published at')),
                ('first_published_url', models.URLField(blank=True, verbose_name='address of the first publication')),
                ('licence', models.CharField(blank=True, help_text='For example CC BY-SA 4.0.', max_length=80, verbose_name='licence')),
                ('picture_alternative', models.CharField(blank=True, help_text='For those who cannot see it.', max_length=250, verbose_name='what the picture shows')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 5), ('figure', 10), ('key_figure', 16), ('document', 19), ('call_to_action', 25), ('transcript', 34)], blank=True, block_lookup={0: ('campaign.blocks.text.HeadingBlock', (), {}), 1: ('campaign.blocks.text.FootnotedTextBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': 'Exactly as they were said or written, without quotation marks.', 'label': 'Words'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Who, where, when', 'max_length': 200}), 4: ('wagtail.blocks.URLBlock', (), {'label': 'Address of the source', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3), ('url', 4)]], {}), 6: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Picture'}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'For those who cannot see it. Leave empty when the picture is decoration.', 'label': 'What it shows', 'max_length': 250, 'required': False}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 300, 'required': False}), 9: ('wagtail.blocks.CharBlock', (), {'help_text': 'When empty, the credit of the picture itself.', 'label': 'Credit', 'max_length': 200, 'required': False}), 10: ('wagtail.blocks.StructBlock', [[('image', 6), ('alternative', 7), ('caption', 8), ('credit', 9)]], {}), 11: ('wagtail.blocks.CharBlock', (), {'help_text': 'With its unit: « 1 558 », « 12 M€ ».', 'label': 'Number', 'max_length': 40}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'What it counts', 'max_length': 200}), 13: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'Give the year in four digits.'}, 'label': 'Year', 'max_length': 4, 'regex': '^(1[89]|20)\\d{2}$'}), 14: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('counted', 'counted'), ('at_least', 'at least'), ('about', 'about'), ('planned', 'planned'), ('removed', 'removed')], 'help_text': 'What is planned is not installed.', 'label': 'Kind of figure'}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 200}), 16: ('wagtail.blocks.StructBlock', [[('number', 11), ('label', 12), ('year', 13), ('status', 14), ('source', 15), ('source_url', 4)]], {}), 17: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Document'}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'What it is', 'max_length': 250, 'required': False}), 19: ('wagtail.blocks.StructBlock', [[('document', 17), ('description', 18)]], {}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 100}), 21: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'required': False}), 22: ('wagtail.blocks.CharBlock', (), {'help_text': 'A verb: « Find a collective ».', 'label': 'Words on the button', 'max_length': 60}), 23: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Page of this site', 'required': False}), 24: ('wagtail.blocks.CharBlock', (), {'help_text': 'A path of this site such as /agenda/, or a whole address that begins with https://.', 'label': 'Or an address', 'max_length': 300, 'required': False}), 25: ('wagtail.blocks.StructBlock', [[('title', 20), ('text', 21), ('label', 22), ('page', 23), ('path', 24)]], {}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 160, 'required': False}), 27: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'An audio file among the documents of this site: nothing is loaded from elsewhere.', 'label': 'Recording', 'required': False}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Who speaks', 'max_length': 80}), 29: ('wagtail.blocks.BooleanBlock', (), {'label': 'Asks the questions', 'required': False}), 30: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'Write minutes and seconds with a colon: 12:40.'}, 'help_text': 'Minutes and seconds: 12:40.', 'label': 'Time in the recording', 'max_length': 8, 'regex': '^(\\d{1,2}:)?[0-5]?\\d:[0-5]\\d$', 'required': False}), 31: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link'], 'label': 'Words'}), 32: ('wagtail.blocks.StructBlock', [[('speaker', 28), ('asks', 29), ('time', 30), ('text', 31)]], {}), 33: ('wagtail.blocks.ListBlock', (32,), {'label': 'Turns', 'min_num': 1}), 34: ('wagtail.blocks.StructBlock', [[('title', 26), ('audio', 27), ('turns', 33)]], {})}, verbose_name='body')),
                ('picture', models.ForeignKey(blank=True, help_text='Above the title and in lists. Its credit comes with it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaign.campaignimage', verbose_name='picture')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaign.campaignimage', verbose_name='picture when shared')),
                ('collectives', modelcluster.fields.ParentalManyToManyField(blank=True, help_text='The article is listed on their pages.', related_name='articles', to='campaign.collective', verbose_name='collectives')),
                ('imported_from', models.CharField(blank=True, db_index=True, editable=False, help_text='The name that the feed it was imported from gives it, so that it is imported once.', max_length=500)),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CollectiveIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaign.campaignimage', verbose_name='picture when shared')),
            ],
            options={
                'verbose_name': 'directory of collectives',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CollectivePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 5), ('figure', 10), ('key_figure', 16), ('document', 19), ('call_to_action', 25)], blank=True, block_lookup={0: ('campaign.blocks.text.HeadingBlock', (), {}), 1: ('campaign.blocks.text.TextBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': 'Exactly as they were said or written, without quotation marks.', 'label': 'Words'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Who, where, when', 'max_length': 200}), 4: ('wagtail.blocks.URLBlock', (), {'label': 'Address of the source', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3), ('url', 4)]], {}), 6: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Picture'}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'For those who cannot see it. Leave empty when the picture is decoration.', 'label': 'What it shows', 'max_length': 250, 'required': False}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 300, 'required': False}), 9: ('wagtail.blocks.CharBlock', (), {'help_text': 'When empty, the credit of the picture itself.', 'label': 'Credit', 'max_length': 200, 'required': False}), 10: ('wagtail.blocks.StructBlock', [[('image', 6), ('alternative', 7), ('caption', 8), ('credit', 9)]], {}), 11: ('wagtail.blocks.CharBlock', (), {'help_text': 'With its unit: « 1 558 », « 12 M€ ».', 'label': 'Number', 'max_length': 40}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'What it counts', 'max_length': 200}), 13: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'Give the year in four digits.'}, 'label': 'Year', 'max_length': 4, 'regex': '^(1[89]|20)\\d{2}$'}), 14: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('counted', 'counted'), ('at_least', 'at least'), ('about', 'about'), ('planned', 'planned'), ('removed', 'removed')], 'help_text': 'What is planned is not installed.', 'label': 'Kind of figure'}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 200}), 16: ('wagtail.blocks.StructBlock', [[('number', 11), ('label', 12), ('year', 13), ('status', 14), ('source', 15), ('source_url', 4)]], {}), 17: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Document'}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'What it is', 'max_length': 250, 'required': False}), 19: ('wagtail.blocks.StructBlock', [[('document', 17), ('description', 18)]], {}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 100}), 21: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'required': False}), 22: ('wagtail.blocks.CharBlock', (), {'help_text': 'A verb: « Find a collective ».', 'label': 'Words on the button', 'max_length': 60}), 23: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Page of this site', 'required': False}), 24: ('wagtail.blocks.CharBlock', (), {'help_text': 'A path of this site such as /agenda/, or a whole address that begins with https://.', 'label': 'Or an address', 'max_length': 300, 'required': False}), 25: ('wagtail.blocks.StructBlock', [[('title', 20), ('text', 21), ('label', 22), ('page', 23), ('path', 24)]], {})}, help_text='Name, introduction and meeting are edited on the site itself; here is room for everything else.', verbose_name='body')),
                ('collective', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='campaign.collective', verbose_name='collective')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaign.campaignimage', verbose_name='picture')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaign.campaignimage', verbose_name='picture when shared')),
            ],
            options={
                'verbose_name': "collective's page",
                'verbose_name_plural': "collectives' pages",
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('promise', models.CharField(blank=True, help_text='One sentence in large letters at the top: what the campaign does, for whom.', max_length=160, verbose_name='promise')),
                ('introduction', models.TextField(blank=True, help_text='Two or three sentences for someone who has never heard of it.', verbose_name='introduction')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 5), ('figure', 10), ('key_figure', 16), ('document', 19), ('call_to_action', 25)], blank=True, block_lookup={0: ('campaign.blocks.text.HeadingBlock', (), {}), 1: ('campaign.blocks.text.TextBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': 'Exactly as they were said or written, without quotation marks.', 'label': 'Words'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Who, where, when', 'max_length': 200}), 4: ('wagtail.blocks.URLBlock', (), {'label': 'Address of the source', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3), ('url', 4)]], {}), 6: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Picture'}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'For those who cannot see it. Leave empty when the picture is decoration.', 'label': 'What it shows', 'max_length': 250, 'required': False}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 300, 'required': False}), 9: ('wagtail.blocks.CharBlock', (), {'help_text': 'When empty, the credit of the picture itself.', 'label': 'Credit', 'max_length': 200, 'required': False}), 10: ('wagtail.blocks.StructBlock', [[('image', 6), ('alternative', 7), ('caption', 8), ('credit', 9)]], {}), 11: ('wagtail.blocks.CharBlock', (), {'help_text': 'With its unit: « 1 558 », « 12 M€ ».', 'label': 'Number', 'max_length': 40}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'What it counts', 'max_length': 200}), 13: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'Give the year in four digits.'}, 'label': 'Year', 'max_length': 4, 'regex': '^(1[89]|20)\\d{2}$'}), 14: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('counted', 'counted'), ('at_least', 'at least'), ('about', 'about'), ('planned', 'planned'), ('removed', 'removed')], 'help_text': 'What is planned is not installed.', 'label': 'Kind of figure'}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 200}), 16: ('wagtail.blocks.StructBlock', [[('number', 11), ('label', 12), ('year', 13), ('status', 14), ('source', 15), ('source_url', 4)]], {}), 17: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Document'}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'What it is', 'max_length': 250, 'required': False}), 19: ('wagtail.blocks.StructBlock', [[('document', 17), ('description', 18)]], {}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 100}), 21: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'required': False}), 22: ('wagtail.blocks.CharBlock', (), {'help_text': 'A verb: « Find a collective ».', 'label': 'Words on the button', 'max_length': 60}), 23: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Page of this site', 'required': False}), 24: ('wagtail.blocks.CharBlock', (), {'help_text': 'A path of this site such as /agenda/, or a whole address that begins with https://.', 'label': 'Or an address', 'max_length': 300, 'required': False}), 25: ('wagtail.blocks.StructBlock', [[('title', 20), ('text', 21), ('label', 22), ('page', 23), ('path', 24)]], {})}, help_text='Shown below the dates, the map of collectives and the latest articles.', verbose_name='body')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaign.campaignimage', verbose_name='picture when shared')),
            ],
            options={
                'verbose_name': 'home page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='SiteSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign_name', models.CharField(blank=True, help_text='Stands on every page, in mails, calendars and authenticator apps.', max_length=60, verbose_name='name of the campaign')),
                ('tagline_fr', models.CharField(blank=True, max_length=160, verbose_name='tagline in French')),
                ('tagline_en', models.CharField(blank=True, max_length=160, verbose_name='tagline in English')),
                ('mail', models.EmailField(blank=True, help_text='Shown at the foot of every page.', max_length=254, verbose_name='e-mail address')),
                ('support_link', models.URLField(blank=True, help_text='Where the button « Support the campaign » leads.', verbose_name='address for donations')),
                ('footer_links', wagtail.fields.StreamField([('link', 2)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Words', 'max_length': 60}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Address', 'max_length': 300}), 2: ('wagtail.blocks.StructBlock', [[('label', 0), ('url', 1)]], {'label': 'Link'})}, help_text='Allied sites, the association that carries the campaign.', verbose_name='links at the foot')),
                ('is_demo', models.BooleanField(default=False, help_text='Shows a banner on every page: what one reads here is an example.', verbose_name='demonstration')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'campaign',
            },
        ),
        migrations.CreateModel(
            name='StandardPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.TextField(blank=True, help_text='One or two sentences under the title.', verbose_name='introduction')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 5), ('figure', 10), ('key_figure', 16), ('document', 19), ('call_to_action', 25)], blank=True, block_lookup={0: ('campaign.blocks.text.HeadingBlock', (), {}), 1: ('campaign.blocks.text.TextBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': 'Exactly as they were said or written, without quotation marks.', 'label': 'Words'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Who, where, when', 'max_length': 200}), 4: ('wagtail.blocks.URLBlock', (), {'label': 'Address of the source', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3), ('url', 4)]], {}), 6: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Picture'}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'For those who cannot see it. Leave empty when the picture is decoration.', 'label': 'What it shows', 'max_length': 250, 'required': False}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 300, 'required': False}), 9: ('wagtail.blocks.CharBlock', (), {'help_text': 'When empty, the credit of the picture itself.', 'label': 'Credit', 'max_length': 200, 'required': False}), 10: ('wagtail.blocks.StructBlock', [[('image', 6), ('alternative', 7), ('caption', 8), ('credit', 9)]], {}), 11: ('wagtail.blocks.CharBlock', (), {'help_text': 'With its unit: « 1 558 », « 12 M€ ».', 'label': 'Number', 'max_length': 40}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'What it counts', 'max_length': 200}), 13: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'Give the year in four digits.'}, 'label': 'Year', 'max_length': 4, 'regex': '^(1[89]|20)\\d{2}$'}), 14: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('counted', 'counted'), ('at_least', 'at least'), ('about', 'about'), ('planned', 'planned'), ('removed', 'removed')], 'help_text': 'What is planned is not installed.', 'label': 'Kind of figure'}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 200}), 16: ('wagtail.blocks.StructBlock', [[('number', 11), ('label', 12), ('year', 13), ('status', 14), ('source', 15), ('source_url', 4)]], {}), 17: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Document'}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'What it is', 'max_length': 250, 'required': False}), 19: ('wagtail.blocks.StructBlock', [[('document', 17), ('description', 18)]], {}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 100}), 21: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'required': False}), 22: ('wagtail.blocks.CharBlock', (), {'help_text': 'A verb: « Find a collective ».', 'label': 'Words on the button', 'max_length': 60}), 23: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Page of this site', 'required': False}), 24: ('wagtail.blocks.CharBlock', (), {'help_text': 'A path of this site such as /agenda/, or a whole address that begins with https://.', 'label': 'Or an address', 'max_length': 300, 'required': False}), 25: ('wagtail.blocks.StructBlock', [[('title', 20), ('text', 21), ('label', 22), ('page', 23), ('path', 24)]], {})}, verbose_name='body')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaign.campaignimage', verbose_name='picture when shared')),
            ],
            options={
                'verbose_name': 'page',
                'verbose_name_plural': 'pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CampaignRendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='campaign.campaignimage')),
            ],
            options={
                'unique_together': {('image', 'filter_spec', 'focal_point_key')},
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('member', 'member'), ('organiser', 'organiser')], default='member', max_length=10, verbose_name='role')),
                ('since', models.DateField(auto_now_add=True, verbose_name='since')),
                ('collective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='campaign.collective')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('is_shown', models.BooleanField(default=False, verbose_name='shown on the person’s profile')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'constraints': [models.UniqueConstraint(fields=('user', 'collective'), name='one_membership_a_collective')],
            },
        ),
        migrations.CreateModel(
            name='MembershipRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True, help_text='Only the organisers of the collective read them.', max_length=1000, verbose_name='a few words')),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('collective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='campaign.collective')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='membership_requests', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'request to join',
                'verbose_name_plural': 'requests to join',
                'ordering': ['asked_at'],
                'constraints': [models.UniqueConstraint(fields=('user', 'collective'), name='one_request_a_collective')],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('text', models.TextField(help_text='Plain text or Markdown.', max_length=20000, verbose_name='text')),
                ('published_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='date')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('collective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='campaign.collective')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('search_text', models.TextField(blank=True, editable=False, help_text='What is searched, in plain letters.')),
            ],
            options={
                'verbose_name': 'statement',
                'verbose_name_plural': 'statements',
                'ordering': ['-published_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('radius_km', models.PositiveSmallIntegerField(default=20, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(200)], verbose_name='how far')),
                ('language', models.CharField(choices=[('fr', 'French'), ('en', 'English')], default='fr', max_length=5, verbose_name='language')),
                ('secret', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('asked_on', models.DateField(default=django.utils.timezone.localdate)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.commune', verbose_name='commune')),
            ],
            options={
                'verbose_name': 'watch',
                'verbose_name_plural': 'watches',
                'indexes': [models.Index(fields=['email'], name='watch_by_address')],
            },
        ),
        migrations.CreateModel(
            name='WatchTold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(help_text='Room and key, like collective:12.', max_length=60)),
                ('on', models.DateField(default=django.utils.timezone.localdate)),
                ('watch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='campaign.watch')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('watch', 'what'), name='told_once')],
            },
        ),
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(default=django.utils.timezone.localdate, verbose_name='day')),
                ('what', models.CharField(choices=[('started', 'started the collective'), ('listed', 'put it in the directory'), ('sent_again', 'sent it again for approval'), ('approved', 'approved it'), ('declined', 'declined it'), ('edited', 'edited its page'), ('joined', 'took in'), ('refused', 'declined the request of'), ('left', 'left'), ('removed', 'removed'), ('made_organiser', 'made organiser:'), ('made_member', 'took the role back from'), ('handed_over', 'handed over to'), ('takeover_asked', 'asked to take over a lost account'), ('takeover_voice', 'gave a first voice for the takeover by'), ('takeover_declined', 'declined the takeover by'), ('taken_over', 'let take over:'), ('asked_if_alive', 'was asked whether it still meets'), ('asleep', 'was marked as sleeping'), ('woken', 'is awake again'), ('statement', 'published a statement'), ('statement_erased', 'erased a statement'), ('poster', 'made a poster')], max_length=20, verbose_name='what')),
                ('words', models.CharField(blank=True, max_length=1000, verbose_name='words')),
                ('collective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acts', to='campaign.collective')),
                ('who', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('whom', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'act',
                'verbose_name_plural': 'log of acts',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['collective', 'what', 'day'], name='act_by_kind_and_day')],
            },
        ),
        migrations.CreateModel(
            name='TakeOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lost_name', models.CharField(blank=True, help_text='Leave it empty if the account is not yours, and nobody answers any more.', max_length=60, verbose_name='public name of the lost account')),
                ('words', models.TextField(help_text='For example a person of the collective whom the moderators can ask. No identity document.', max_length=1000, verbose_name='how can we be sure that it is you?')),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('collective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='takeovers', to='campaign.collective')),
                ('first_voice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'takeover',
                'verbose_name_plural': 'takeovers',
                'ordering': ['asked_at'],
                'constraints': [models.UniqueConstraint(fields=('user', 'collective'), name='one_takeover_a_collective')],
            },
        ),
        migrations.CreateModel(
            name='ToolboxPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.TextField(blank=True, help_text='One or two sentences under the title.', verbose_name='introduction')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaign.campaignimage', verbose_name='picture when shared')),
            ],
            options={
                'verbose_name': 'toolbox',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ToolPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.TextField(blank=True, help_text='One or two sentences under the title and in the list.', verbose_name='introduction')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 5), ('figure', 10), ('key_figure', 16), ('document', 19), ('call_to_action', 25), ('checklist', 29), ('sheet', 34), ('tract', 38)], blank=True, block_lookup={0: ('campaign.blocks.text.HeadingBlock', (), {}), 1: ('campaign.blocks.text.TextBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': 'Exactly as they were said or written, without quotation marks.', 'label': 'Words'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Who, where, when', 'max_length': 200}), 4: ('wagtail.blocks.URLBlock', (), {'label': 'Address of the source', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3), ('url', 4)]], {}), 6: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Picture'}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'For those who cannot see it. Leave empty when the picture is decoration.', 'label': 'What it shows', 'max_length': 250, 'required': False}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 300, 'required': False}), 9: ('wagtail.blocks.CharBlock', (), {'help_text': 'When empty, the credit of the picture itself.', 'label': 'Credit', 'max_length': 200, 'required': False}), 10: ('wagtail.blocks.StructBlock', [[('image', 6), ('alternative', 7), ('caption', 8), ('credit', 9)]], {}), 11: ('wagtail.blocks.CharBlock', (), {'help_text': 'With its unit: « 1 558 », « 12 M€ ».', 'label': 'Number', 'max_length': 40}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'What it counts', 'max_length': 200}), 13: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'Give the year in four digits.'}, 'label': 'Year', 'max_length': 4, 'regex': '^(1[89]|20)\\d{2}$'}), 14: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('counted', 'counted'), ('at_least', 'at least'), ('about', 'about'), ('planned', 'planned'), ('removed', 'removed')], 'help_text': 'What is planned is not installed.', 'label': 'Kind of figure'}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 200}), 16: ('wagtail.blocks.StructBlock', [[('number', 11), ('label', 12), ('year', 13), ('status', 14), ('source', 15), ('source_url', 4)]], {}), 17: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Document'}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'What it is', 'max_length': 250, 'required': False}), 19: ('wagtail.blocks.StructBlock', [[('document', 17), ('description', 18)]], {}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 100}), 21: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'required': False}), 22: ('wagtail.blocks.CharBlock', (), {'help_text': 'A verb: « Find a collective ».', 'label': 'Words on the button', 'max_length': 60}), 23: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Page of this site', 'required': False}), 24: ('wagtail.blocks.CharBlock', (), {'help_text': 'A path of this site such as /agenda/, or a whole address that begins with https://.', 'label': 'Or an address', 'max_length': 300, 'required': False}), 25: ('wagtail.blocks.StructBlock', [[('title', 20), ('text', 21), ('label', 22), ('page', 23), ('path', 24)]], {}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120}), 27: ('wagtail.blocks.CharBlock', (), {'label': 'Line', 'max_length': 250}), 28: ('wagtail.blocks.ListBlock', (27,), {'label': 'Lines', 'min_num': 1}), 29: ('wagtail.blocks.StructBlock', [[('title', 26), ('lines', 28)]], {}), 30: ('wagtail.blocks.TextBlock', (), {'label': 'How to fill it in', 'required': False}), 31: ('wagtail.blocks.CharBlock', (), {'label': 'Column', 'max_length': 60}), 32: ('wagtail.blocks.ListBlock', (31,), {'label': 'Columns', 'max_num': 10, 'min_num': 1}), 33: ('wagtail.blocks.IntegerBlock', (), {'default': 14, 'label': 'Empty rows', 'max_value': 40, 'min_value': 1}), 34: ('wagtail.blocks.StructBlock', [[('title', 26), ('introduction', 30), ('columns', 32), ('rows', 33)]], {}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 90}), 36: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul'], 'label': 'Text'}), 37: ('wagtail.blocks.CharBlock', (), {'help_text': 'Where to find you. A printed leaflet must name its printer: “Printed by ourselves” will do.', 'label': 'Foot', 'max_length': 200, 'required': False}), 38: ('wagtail.blocks.StructBlock', [[('title', 35), ('text', 36), ('foot', 37)]], {})}, verbose_name='body')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaign.campaignimage', verbose_name='picture when shared')),
            ],
            options={
                'verbose_name': 'tool',
                'verbose_name_plural': 'tools',
            },
            bases=('wagtailcore.page',),
        ),
    ]
