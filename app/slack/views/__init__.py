"""Views: values in, Block Kit out as plain dicts. Pure; whatever comes from people or systems goes through `escape`."""
