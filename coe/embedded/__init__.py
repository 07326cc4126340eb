"""The two commands: everything a machine with only Python needs to run and to test the project.

Nothing in here imports a third-party package before it runs inside `.venv`, because on a fresh machine
there is none.
"""
