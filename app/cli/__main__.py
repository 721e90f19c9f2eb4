"""`python -m app.cli`: the command, where no script is installed."""

from app.cli.commands import app

app(prog_name="tradefacts")
