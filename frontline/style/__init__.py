"""The look of each class of control: colours, patterns and labels."""
