from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [migrations.AddField("Bill", "a", models.IntegerField(null=True))]
