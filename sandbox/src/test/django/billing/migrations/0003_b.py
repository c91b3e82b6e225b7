from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_a"), ("contenttypes", "0001_initial")]
    operations = [migrations.AddField("Bill", "b", models.IntegerField(null=True))]
