"""The tables of events as release 0.1.0 had them."""

import django.core.validators
import django.db.models.deletion
import events.validators
import uuid
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('events', '0001_initial'),
        ('events', '0002_minutes'),
        ('events', '0003_event_fields_and_host_invitations'),
        ('events', '0004_fill_search_text'),
        ('events', '0005_attendance_imports_trust'),
        ('events', '0006_programme'),
    ]

    initial = True

    dependencies = [
        ('campaign', '0001_tables_of_0_1_0'),
        ('places', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('slug', models.SlugField(max_length=160, unique=True, validators=[events.validators.validate_free_slug])),
                ('kind', models.CharField(choices=[('cartopartie', 'cartopartie'), ('meeting', 'meeting'), ('quadrapero', "Quadr'apéro"), ('festival', 'festival'), ('talk', 'screening or talk'), ('workshop', 'workshop'), ('council', 'council sitting'), ('action', 'action'), ('gathering', 'gathering'), ('hearing', 'hearing or court filing'), ('other', 'other')], default='meeting', max_length=12, verbose_name='kind')),
                ('precision', models.CharField(choices=[('hour', 'day and hour'), ('day', 'day only, hour to be told'), ('month', 'month only, days unknown')], default='hour', max_length=5, verbose_name='what is known')),
                ('starts_at', models.DateTimeField(verbose_name='start')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='end')),
                ('recurrence', models.CharField(blank=True, help_text='An RRULE of RFC 5545, without its name and its end.', max_length=200, verbose_name='recurrence')),
                ('ends_on', models.DateField(blank=True, help_text='No date comes after this day.', null=True, verbose_name='last day')),
                ('count', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(999)], verbose_name='number of dates')),
                ('time_zone', models.CharField(default='Europe/Paris', max_length=40, validators=[events.validators.validate_time_zone], verbose_name='time zone')),
                ('place', models.CharField(blank=True, help_text='Its name: a bar, a library, a hall.', max_length=160, verbose_name='place')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('meeting_point', models.CharField(blank=True, help_text='“Under the elevated line.”', max_length=200, verbose_name='meeting point, in words')),
                ('summary', models.TextField(blank=True, verbose_name='what it is about')),
                ('link', models.URLField(blank=True, verbose_name='link')),
                ('no_photo', models.BooleanField(default=False, verbose_name='please take no photos')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('cancelled_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='cancelled')),
                ('cancelled_because', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('sequence', models.PositiveIntegerField(default=0, editable=False, help_text='Counts changes, for calendars.')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='places.commune', verbose_name='commune')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hosts', models.ManyToManyField(blank=True, related_name='events', to='campaign.collective', verbose_name='hosts')),
                ('admission', models.CharField(blank=True, choices=[('free', 'free entry'), ('choice', 'pay what you want'), ('paid', 'with an entrance fee')], max_length=6, verbose_name='entry')),
                ('body', models.TextField(blank=True, help_text='Markdown.', verbose_name='full text')),
                ('childcare', models.CharField(blank=True, max_length=120, verbose_name='childcare')),
                ('languages', models.CharField(blank=True, max_length=120, verbose_name='languages')),
                ('latitude', models.FloatField(blank=True, null=True, validators=[events.validators.validate_latitude], verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, validators=[events.validators.validate_longitude], verbose_name='longitude')),
                ('months_off', models.CharField(blank=True, help_text='Numbers of months, every year: 7,8 for July and August.', max_length=30, validators=[django.core.validators.RegexValidator('^([1-9]|1[0-2])(,([1-9]|1[0-2]))*$', 'Write the numbers of months with commas, like 7,8.', code='months')], verbose_name='months left out')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaign.campaignimage', verbose_name='picture')),
                ('price', models.CharField(blank=True, max_length=80, verbose_name='price, in words')),
                ('search_text', models.TextField(blank=True, editable=False, help_text='What search looks through.')),
                ('transport', models.CharField(blank=True, max_length=200, verbose_name='how to come')),
                ('wheelchair', models.CharField(blank=True, choices=[('yes', 'accessible by wheelchair'), ('help', 'accessible by wheelchair with help'), ('no', 'not accessible by wheelchair')], max_length=4, verbose_name='by wheelchair')),
                ('attendance', models.BooleanField(default=False, verbose_name='people register')),
                ('capacity', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='places')),
                ('place_told_hours', models.PositiveSmallIntegerField(blank=True, help_text='Empty: as soon as one has registered.', null=True, verbose_name='told so many hours before')),
                ('secret_place', models.TextField(blank=True, max_length=500, verbose_name='place told only to those who registered')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='event_ends_after_start'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('count__isnull', True), _connector='OR'), name='event_ends_by_day_or_count'), models.CheckConstraint(condition=models.Q(models.Q(('precision', 'month'), _negated=True), ('recurrence', ''), _connector='OR'), name='event_of_a_month_does_not_recur'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='event_position_is_whole'), models.CheckConstraint(condition=models.Q(('secret_place', ''), ('attendance', True), _connector='OR'), name='event_tells_place_to_someone')],
            },
        ),
        migrations.CreateModel(
            name='EventPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', wagtail.fields.RichTextField(blank=True, verbose_name='body')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='events.event', verbose_name='event')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaign.campaignimage', verbose_name='picture when shared')),
            ],
            options={
                'verbose_name': 'event page',
                'verbose_name_plural': 'event pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Occurrence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='date')),
                ('starts_at', models.DateTimeField(verbose_name='start')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='end')),
                ('over_at', models.DateTimeField(help_text='From then on the date belongs to the archive.', verbose_name='over')),
                ('status', models.CharField(choices=[('confirmed', 'confirmed'), ('moved', 'moved'), ('cancelled', 'cancelled'), ('skipped', 'skipped')], default='confirmed', max_length=9, verbose_name='status')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('own_place', models.CharField(blank=True, max_length=160, verbose_name='place')),
                ('own_address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occurrences', to='events.event', verbose_name='event')),
                ('note', models.TextField(blank=True, verbose_name='what is particular to this date')),
                ('own_title', models.CharField(blank=True, max_length=160, verbose_name='title of this date')),
                ('own_secret_place', models.TextField(blank=True, max_length=500, verbose_name='place told only to those who registered')),
            ],
            options={
                'verbose_name': 'date',
                'verbose_name_plural': 'dates',
                'ordering': ['starts_at'],
                'indexes': [models.Index(fields=['over_at', 'starts_at'], name='occurrence_by_time'), models.Index(fields=['starts_at', 'id', 'over_at'], name='occurrence_in_order')],
                'constraints': [models.UniqueConstraint(fields=('event', 'date'), name='one_occurrence_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(blank=True, verbose_name='note to those who decide')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('approved', 'approved'), ('declined', 'declined')], default='waiting', max_length=8, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('collective', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='campaign.collective', verbose_name='for the collective')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='proposal', to='events.event', verbose_name='event')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('reason', models.TextField(blank=True, help_text='Told to who proposed it.', verbose_name='reason')),
            ],
            options={
                'verbose_name': 'proposal',
                'verbose_name_plural': 'proposals',
                'ordering': ['created_at'],
            },
        ),
        migrations.AlterField(  # apart, so that PostgreSQL names its index as in the databases that were made by 0.1.0
            model_name='proposal',
            name='key',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.CreateModel(
            name='Minutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, max_length=20000, verbose_name='minutes')),
                ('decisions', models.TextField(blank=True, max_length=5000, verbose_name='decisions')),
                ('audience', models.CharField(choices=[('all', 'everybody'), ('members', 'members only')], default='members', max_length=7, verbose_name='who reads them')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('occurrence', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='minutes', to='events.occurrence', verbose_name='date')),
            ],
            options={
                'verbose_name': 'minutes',
                'verbose_name_plural': 'minutes',
            },
        ),
        migrations.CreateModel(
            name='MinutesVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True)),
                ('decisions', models.TextField(blank=True)),
                ('audience', models.CharField(choices=[('all', 'everybody'), ('members', 'members only')], max_length=7)),
                ('saved_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='events.minutes')),
            ],
            options={
                'verbose_name': 'version of minutes',
                'verbose_name_plural': 'versions of minutes',
                'ordering': ['-saved_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='HostInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('declined_at', models.DateTimeField(blank=True, null=True, verbose_name='declined')),
                ('collective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='host_invitations', to='campaign.collective', verbose_name='collective')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='events.event', verbose_name='event')),
                ('invited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'invitation to host',
                'verbose_name_plural': 'invitations to host',
                'ordering': ['created_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('event', 'collective'), name='one_host_invitation_a_collective')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('nickname', models.CharField(max_length=60, verbose_name='nickname')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('email_confirmed', models.BooleanField(default=False)),
                ('email_asked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('language', models.CharField(choices=[('fr', 'French'), ('en', 'English')], default='fr', max_length=5)),
                ('waits', models.BooleanField(default=False, verbose_name='on the waiting list')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('reminded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('place_told_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('news', models.CharField(blank=True, choices=[('', ''), ('changed', 'changed'), ('moved', 'moved'), ('cancelled', 'cancelled'), ('restored', 'takes place after all'), ('place', 'a place is free')], default='', editable=False, max_length=9)),
                ('last_message', models.PositiveBigIntegerField(default=0, editable=False)),
                ('occurrence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='events.occurrence', verbose_name='date')),
            ],
            options={
                'verbose_name': 'attendance',
                'verbose_name_plural': 'attendances',
                'ordering': ['created_at', 'pk'],
                'indexes': [models.Index(fields=['occurrence', 'waits', 'created_at'], name='attendance_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('email_confirmed', False), models.Q(('email', ''), _negated=True), _connector='OR'), name='attendance_confirms_some_email')],
            },
        ),
        migrations.CreateModel(
            name='AttendeeMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='message')),
                ('sent_at', models.DateTimeField(auto_now_add=True)),
                ('occurrence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendee_messages', to='events.occurrence', verbose_name='date')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'message to those who come',
                'verbose_name_plural': 'messages to those who come',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportedEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid_hash', models.CharField(editable=False, help_text='SHA-256 of the UID, which may be long.', max_length=64)),
                ('read_at', models.DateTimeField(auto_now=True)),
                ('collective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imported_events', to='campaign.collective', verbose_name='collective')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='imported', to='events.event', verbose_name='event')),
            ],
            options={
                'verbose_name': 'imported event',
                'verbose_name_plural': 'imported events',
                'constraints': [models.UniqueConstraint(fields=('collective', 'uid_hash'), name='one_import_a_uid')],
            },
        ),
        migrations.CreateModel(
            name='TrustedCollective',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField(auto_now_add=True)),
                ('collective', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='trust', to='campaign.collective', verbose_name='collective')),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'trusted collective',
                'verbose_name_plural': 'trusted collectives',
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(blank=True, max_length=200, verbose_name='version')),
                ('acronym', models.CharField(blank=True, max_length=120, verbose_name='acronym')),
                ('title', models.CharField(blank=True, help_text='As a schedule.xml called it.', max_length=200, verbose_name='title')),
                ('head', models.JSONField(blank=True, default=dict, help_text='What a schedule.xml said besides, by element.')),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='programme', to='events.event', verbose_name='event')),
            ],
            options={
                'verbose_name': 'programme',
                'verbose_name_plural': 'programmes',
            },
        ),
        migrations.CreateModel(
            name='ProgrammeDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='day')),
                ('opens_at', models.DateTimeField(verbose_name='opens')),
                ('closes_at', models.DateTimeField(verbose_name='closes')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='events.programme')),
            ],
            options={
                'verbose_name': 'day',
                'verbose_name_plural': 'days',
                'ordering': ['date'],
                'constraints': [models.UniqueConstraint(fields=('programme', 'date'), name='one_programme_day_a_date'), models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='programme_day_closes_after_it_opens')],
            },
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='column')),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rooms', to='events.programme')),
            ],
            options={
                'verbose_name': 'room',
                'verbose_name_plural': 'rooms',
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('programme', 'name'), name='one_room_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('subtitle', models.CharField(blank=True, max_length=300, verbose_name='subtitle')),
                ('kind', models.CharField(choices=[('talk', 'talk'), ('debate', 'debate'), ('film', 'film'), ('workshop', 'workshop'), ('meeting', 'meeting'), ('concert', 'concert or performance'), ('other', 'other')], default='talk', max_length=8, verbose_name='kind')),
                ('starts_at', models.DateTimeField(verbose_name='start')),
                ('minutes', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(2160)], verbose_name='length in minutes')),
                ('language', models.CharField(blank=True, max_length=40, verbose_name='language')),
                ('track', models.CharField(blank=True, max_length=120, verbose_name='thread')),
                ('abstract', models.TextField(blank=True, verbose_name='in short')),
                ('description', models.TextField(blank=True, verbose_name='more to read')),
                ('no_photo', models.BooleanField(default=False, verbose_name='no photos')),
                ('no_recording', models.BooleanField(default=False, verbose_name='no recording')),
                ('licence', models.CharField(blank=True, max_length=200, verbose_name='licence of the recording')),
                ('links', models.JSONField(blank=True, default=list)),
                ('attachments', models.JSONField(blank=True, default=list)),
                ('guid', models.CharField(blank=True, max_length=200)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('slug', models.CharField(blank=True, max_length=300)),
                ('frab_type', models.CharField(blank=True, help_text="The kind in a schedule.xml's own word.", max_length=120)),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='sessions', to='events.programmeday', verbose_name='day')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='events.programme')),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='sessions', to='events.room', verbose_name='room')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'ordering': ['starts_at', 'room__position', 'pk'],
                'indexes': [models.Index(fields=['programme', 'starts_at'], name='session_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Speaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='As they want to be announced. Nothing more.', max_length=200, verbose_name='name')),
                ('number', models.CharField(blank=True, editable=False, max_length=60)),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='speakers', to='events.programme')),
            ],
            options={
                'verbose_name': 'speaker',
                'verbose_name_plural': 'speakers',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SessionSpeaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='session_speakers', to='events.session')),
                ('speaker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='session_speakers', to='events.speaker')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('session', 'speaker'), name='one_place_a_speaker')],
            },
        ),
        migrations.AddField(
            model_name='session',
            name='speakers',
            field=models.ManyToManyField(blank=True, related_name='sessions', through='events.SessionSpeaker', to='events.speaker'),
        ),
    ]
