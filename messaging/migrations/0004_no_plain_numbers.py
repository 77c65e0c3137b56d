from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0003_seal_numbers'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='message',
            name='consent_text',
        ),
        migrations.RemoveField(
            model_name='message',
            name='consented_at',
        ),
        migrations.RemoveField(
            model_name='message',
            name='phone_e164',
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('consent__isnull', True), ('kind', 'help')), models.Q(('consent__isnull', False), ('kind', 'photo')), _connector='OR'), name='message_has_consent'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['held', 'queued']), _negated=True), models.Q(('recipient_cipher', ''), _negated=True), _connector='OR'), name='message_that_waits_has_recipient'),
        ),
    ]
