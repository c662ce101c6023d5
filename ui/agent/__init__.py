"""The agents' workspace: case list, new case, case page, measures; mounted below /agents."""
