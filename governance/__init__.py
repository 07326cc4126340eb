"""Who may do what, and who said yes: rules, approvals, freezes."""
