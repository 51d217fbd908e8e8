"""What the tallies show by themselves: read (`tallied`), noticed and written (`notice`), told in words (`findings`)."""
