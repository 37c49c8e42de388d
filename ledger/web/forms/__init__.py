"""Forms, one file per noun: what was typed becomes a command, or sentences beside the fields."""
