"""The schedule: which classes the public sees, as list, month, groups, calendar, feed and paper."""
