"""`python -m assistant`: the same as `complaint-assistant`."""

from assistant.cli.main import main

if __name__ == "__main__":
    main()
