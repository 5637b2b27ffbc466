"""Moving out of SugarCRM."""

from cfm_app.base.declaring import Declares, Job

_M = "cfm_app.exchange.migration"

DECLARES = Declares(
    jobs=[
        Job(
            f"{_M}.migrations.tidy",
            "Forgets passwords and files of migrations that nobody goes on with",
            every="daily",
        ),
        Job(f"{_M}.jobs.run", "Brings cases out of SugarCRM"),
    ],
)
