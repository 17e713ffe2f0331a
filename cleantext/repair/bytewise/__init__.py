"""Pages that a tool damaged by replacing bytes: readings left behind characters, characters lost, runs out of step."""
