"""The tables of accounts as release 0.1.0 had them."""

import accounts.validators
import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_keep_language_of_mails'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'This login name is taken. Choose another one.'}, help_text='Only you see it. It need not be the name the others read.', max_length=60, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='login name')),
                ('public_name', models.CharField(blank=True, help_text='The pseudonym shown beside what you write.', max_length=60, validators=[accounts.validators.validate_public_name], verbose_name='public name')),
                ('name_key', models.CharField(editable=False, error_messages={'unique': 'Someone already writes under this name. Choose another one.'}, max_length=120, null=True, unique=True)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may enter the administration')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('language', models.CharField(choices=[('fr', 'French'), ('en', 'English')], default='fr', max_length=5, verbose_name='language of mails')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='GroupPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('needs_second_factor', models.BooleanField(default=False, verbose_name='needs a second factor')),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='policy', to='auth.group')),
            ],
            options={
                'verbose_name': 'group policy',
                'verbose_name_plural': 'group policies',
            },
        ),
        migrations.CreateModel(
            name='RecoveryPhrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hashed', models.CharField(max_length=200)),
                ('made_on', models.DateField(auto_now=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_phrase', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'recovery phrase',
                'verbose_name_plural': 'recovery phrases',
            },
        ),
    ]
