"""What the clock began when, and how far each machine's is behind."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('config', '0001_job'),
        ('config', '0002_tell_clocks_apart'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('begun_at', models.DateTimeField(null=True)),
                ('behind', models.IntegerField(default=0)),
            ],
        ),
    ]
