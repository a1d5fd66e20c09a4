"""The tables of the forum as release 0.1.0 had them."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('board', '0001_initial'),
        ('board', '0002_event_topic'),
        ('board', '0003_imported_item'),
        ('board', '0004_decisions'),
        ('board', '0005_formertopic'),
        ('board', '0006_moderation'),
        ('board', '0007_project_topic'),
        ('board', '0008_topic_tags'),
        ('board', '0009_following'),
        ('board', '0010_followed_topics'),
        ('board', '0011_allow_polls'),
        ('board', '0012_attachments'),
        ('board', '0013_earlier_versions'),
        ('board', '0014_near_topics'),
        ('board', '0015_drafts'),
        ('board', '0016_public_profiles'),
        ('board', '0017_mentions'),
        ('board', '0018_letters'),
        ('board', '0019_notices'),
        ('board', '0020_drafts_of_changes'),
        ('board', '0021_files_of_drafts'),
        ('board', '0022_clear_profiles'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('campaign', '0001_tables_of_0_1_0'),
        ('events', '0001_tables_of_0_1_0'),
        ('forum', '0011_auto_20190627_2132'),
        ('forum_conversation', '0014_posts_in_order'),
        ('places', '0001_initial'),
        ('surveillance', '0001_projects_and_figures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Space',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.forum')),
                ('collective', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='space', to='campaign.collective')),
                ('members', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='auth.group')),
                ('organisers', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='auth.group')),
                ('private_forum', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.forum')),
                ('public_forum', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.forum')),
            ],
            options={
                'verbose_name': 'space of a collective',
                'verbose_name_plural': 'spaces of collectives',
            },
        ),
        migrations.CreateModel(
            name='EventTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.event')),
                ('topic', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum_conversation.topic')),
            ],
            options={
                'verbose_name': 'topic about an event',
                'verbose_name_plural': 'topics about events',
            },
        ),
        migrations.CreateModel(
            name='ImportedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('category', 'Category'), ('topic', 'Topic'), ('post', 'Post')], max_length=8)),
                ('number', models.PositiveBigIntegerField()),
                ('target', models.PositiveBigIntegerField(db_index=True)),
                ('topic', models.PositiveBigIntegerField(null=True)),
                ('index', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['topic', 'index'], name='imported_post_by_place')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'number'), name='imported_once')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=500)),
                ('nameless', models.BooleanField(default=False)),
                ('opened_at', models.DateTimeField(auto_now_add=True)),
                ('closes_at', models.DateTimeField()),
                ('reminded', models.BooleanField(default=False)),
                ('outcome', models.CharField(blank=True, choices=[('', 'open'), ('adopted', 'adopted'), ('rejected', 'not adopted'), ('blocked', 'blocked'), ('nobody', 'nobody answered'), ('withdrawn', 'withdrawn')], default='', max_length=9)),
                ('withdrawn_because', models.CharField(blank=True, max_length=200)),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='forum_conversation.topic')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['-opened_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('topic',), name='one_open_decision_a_topic')],
            },
        ),
        migrations.CreateModel(
            name='Voice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(choices=[('agree', 'I agree'), ('abstain', 'I abstain'), ('disagree', 'I disagree'), ('block', 'I block')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='voices', to='board.decision')),
                ('voter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'voice',
                'verbose_name_plural': 'voices',
                'constraints': [models.UniqueConstraint(fields=('decision', 'voter'), name='one_voice_a_person'), models.CheckConstraint(condition=models.Q(('choice', 'block'), ('reason', ''), _negated=True), name='who_blocks_says_why')],
            },
        ),
        migrations.CreateModel(
            name='FormerTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('former_id', models.PositiveBigIntegerField(unique=True)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former', to='forum_conversation.topic')),
            ],
            options={
                'verbose_name': 'former topic',
                'verbose_name_plural': 'former topics',
            },
        ),
        migrations.CreateModel(
            name='HiddenPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.TextField()),
                ('subject', models.CharField(max_length=255)),
                ('reason', models.CharField(max_length=300)),
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='hidden', to='forum_conversation.post')),
            ],
            options={
                'verbose_name': 'hidden post',
                'verbose_name_plural': 'hidden posts',
            },
        ),
        migrations.CreateModel(
            name='ModerationAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(blank=True, max_length=255)),
                ('what', models.CharField(choices=[('lock', 'locked'), ('unlock', 'unlocked'), ('kind', 'pinned, announced or made ordinary'), ('move', 'moved'), ('split', 'split'), ('merge', 'merged'), ('delete', 'deleted'), ('approve', 'approved'), ('decline', 'not approved'), ('hide', 'hidden'), ('show', 'shown again'), ('dismiss', 'flag set aside'), ('suspend', 'author suspended'), ('clear', 'words of a profile cleared'), ('undo', 'undone')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('before', models.JSONField(blank=True, default=dict)),
                ('undone', models.BooleanField(default=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('forum', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.forum')),
                ('whom', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'act of moderation',
                'verbose_name_plural': 'acts of moderation',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('until', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('collective', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaign.collective')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suspensions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'suspension',
                'verbose_name_plural': 'suspensions',
            },
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('person', 'it says who somebody is, or where they live'), ('hate', 'it insults or threatens'), ('danger', 'it puts people at risk'), ('advert', 'it is advertising'), ('other', 'something else')], max_length=6)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('flagged_at', models.DateTimeField(auto_now_add=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flags', to='forum_conversation.post')),
            ],
            options={
                'verbose_name': 'flag',
                'verbose_name_plural': 'flags',
                'ordering': ['flagged_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('post', 'by'), name='one_open_flag_a_person')],
            },
        ),
        migrations.CreateModel(
            name='ProjectTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveillance.project')),
                ('topic', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum_conversation.topic')),
            ],
            options={
                'verbose_name': 'topic about a surveillance project',
                'verbose_name_plural': 'topics about surveillance projects',
            },
        ),
        migrations.CreateModel(
            name='TopicTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(allow_unicode=True, max_length=80)),
                ('name', models.CharField(max_length=40)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='forum_conversation.topic')),
            ],
            options={
                'verbose_name': 'tag of a topic',
                'verbose_name_plural': 'tags of topics',
                'ordering': ['slug'],
                'constraints': [models.UniqueConstraint(fields=('topic', 'slug'), name='one_tag_once_a_topic')],
            },
        ),
        migrations.CreateModel(
            name='Following',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('follow', 'follow'), ('every', 'every message'), ('mute', 'mute')], max_length=6)),
                ('forum', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='followings', to='forum.forum')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='followings', to='forum_conversation.topic')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'followed or muted place',
                'verbose_name_plural': 'followed or muted places',
                'constraints': [models.UniqueConstraint(fields=('user', 'topic'), name='one_level_a_topic'), models.UniqueConstraint(fields=('user', 'forum'), name='one_level_a_forum'), models.CheckConstraint(condition=models.Q(models.Q(('forum__isnull', False), ('topic', None)), models.Q(('forum', None), ('topic__isnull', False)), _connector='OR'), name='follows_a_topic_or_a_forum'), models.CheckConstraint(condition=models.Q(('forum', None), ('level', 'every'), _negated=True), name='every_message_of_forums_only')],
            },
        ),
        migrations.CreateModel(
            name='EarlierVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=255)),
                ('content', models.TextField()),
                ('replaced_at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(blank=True, max_length=255)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='forum_conversation.post')),
                ('replaced_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'earlier version',
                'verbose_name_plural': 'earlier versions',
                'ordering': ['-replaced_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CampaignForum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('near', 'finding others nearby')], max_length=10, unique=True)),
                ('forum', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.forum')),
            ],
            options={
                'verbose_name': 'forum of the campaign',
                'verbose_name_plural': 'forums of the campaign',
            },
        ),
        migrations.CreateModel(
            name='NearTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('commune', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.commune')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum_conversation.topic')),
            ],
            options={
                'verbose_name': 'topic of people nearby',
                'verbose_name_plural': 'topics of people nearby',
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('content', models.TextField(blank=True)),
                ('saved_at', models.DateTimeField(auto_now=True)),
                ('forum', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.forum')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum_conversation.topic')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum_conversation.post')),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('seen', models.PositiveIntegerField(null=True)),
                ('tags', models.CharField(blank=True, max_length=250)),
            ],
            options={
                'verbose_name': 'draft',
                'verbose_name_plural': 'drafts',
                'ordering': ['-saved_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'topic'), name='one_draft_a_topic'), models.UniqueConstraint(fields=('user', 'post'), name='one_draft_a_post'), models.UniqueConstraint(condition=models.Q(('post', None), ('topic', None)), fields=('user', 'forum'), name='one_new_topic_draft_a_forum')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('file', models.FileField(upload_to='')),
                ('extension', models.CharField(max_length=8)),
                ('size', models.PositiveBigIntegerField()),
                ('small', models.FileField(blank=True, upload_to='')),
                ('small_width', models.PositiveSmallIntegerField(default=0)),
                ('small_height', models.PositiveSmallIntegerField(default=0)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('pending_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='forum_conversation.post')),
                ('draft', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='board.draft')),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('post', None), ('pending_of', None), _connector='XOR'), name='attached_or_pending_never_both'), models.CheckConstraint(condition=models.Q(('draft', None), ('post', None), _connector='OR'), name='in_a_draft_until_attached')],
            },
        ),
        migrations.CreateModel(
            name='PublicProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True, max_length=1000, verbose_name='about the person')),
                ('shows_moderator', models.BooleanField(default=False, verbose_name='shown as moderator of the campaign')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='public_profile', to=settings.AUTH_USER_MODEL)),
                ('cleared', models.TextField(blank=True, editable=False)),
            ],
            options={
                'verbose_name': 'public profile',
                'verbose_name_plural': 'public profiles',
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='forum_conversation.post')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mention',
                'verbose_name_plural': 'mentions',
                'constraints': [models.UniqueConstraint(fields=('post', 'user'), name='mentioned_once')],
            },
        ),
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mailbox', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'person who takes letters',
                'verbose_name_plural': 'people who take letters',
            },
        ),
        migrations.CreateModel(
            name='RefusedSender',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refused_senders', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'refused sender',
                'verbose_name_plural': 'refused senders',
                'constraints': [models.UniqueConstraint(fields=('user', 'sender'), name='refused_once')],
            },
        ),
        migrations.CreateModel(
            name='MailChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rhythm', models.CharField(choices=[('once', 'at once'), ('daily', 'once a day, and at once what speaks to me'), ('weekly', 'once a week, and at once what speaks to me'), ('daily-only', 'once a day, nothing in between'), ('weekly-only', 'once a week, nothing in between'), ('never', 'never')], max_length=11)),
                ('collective', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaign.collective')),
                ('forum', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.forum')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_choices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'choice of mails',
                'verbose_name_plural': 'choices of mails',
                'constraints': [models.UniqueConstraint(condition=models.Q(('collective', None), ('forum', None)), fields=('user',), name='one_usual_rhythm_a_person'), models.UniqueConstraint(fields=('user', 'forum'), name='one_rhythm_a_forum'), models.UniqueConstraint(fields=('user', 'collective'), name='one_rhythm_a_collective'), models.CheckConstraint(condition=models.Q(('forum', None), ('collective', None), _connector='OR'), name='rhythm_of_one_place')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reply', 'replies in topics I follow'), ('topic', 'new topics in forums I follow'), ('mention', 'somebody names me'), ('quote', 'somebody quotes me'), ('opened', 'a question is put'), ('soon', 'a question closes soon'), ('closed', 'a question is closed'), ('approved', 'my message is published'), ('declined', 'my message is not published'), ('hidden', 'my message is hidden'), ('moved', 'my topic is moved'), ('cleared', 'the words of my profile are cleared')], max_length=8)),
                ('number', models.PositiveIntegerField(default=1)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(null=True)),
                ('mailed', models.BooleanField(default=False)),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forum_conversation.post')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum_conversation.topic')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'indexes': [models.Index(fields=['recipient', 'at'], name='notices_of_a_person'), models.Index(condition=models.Q(('read_at', None)), fields=['recipient'], name='unread_notices'), models.Index(fields=['read_at'], name='notices_by_reading')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('read_at', None)), fields=('recipient', 'kind', 'topic'), name='one_unread_line_a_topic')],
            },
        ),
    ]
