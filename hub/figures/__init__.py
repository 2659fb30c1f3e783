"""What is counted: statistics, the dashboard, the office's news."""
