package dev.scaleproof.bench.process;

/**
 * What is used here of a process's line in {@code /proc/PID/stat}; see {@code proc_pid_stat(5)}.
 *
 * @param pid the process
 * @param parent its parent's id
 * @param ticks user and system time of the process and of its children that have been waited for
 *     (fields utime, stime, cutime and cstime), in clock ticks
 */
record ProcStat(long pid, long parent, long ticks) {
  private static final int PARENT = 1;
  private static final int USER_TIME = 11;
  private static final int LAST_CHILD_TIME = 14;

  /**
   * @throws IllegalArgumentException if the line has not that form
   */
  static ProcStat parse(String line) {
    // The second field is the program's name in parentheses, and may itself hold both and blanks.
    int open = line.indexOf('(');
    int close = line.lastIndexOf(')');
    if (open < 2 || close < open) {
      throw new IllegalArgumentException("not a line of /proc/PID/stat: " + line);
    }
    String[] fields = line.substring(close + 1).strip().split(" ", -1);
    if (fields.length <= LAST_CHILD_TIME) {
      throw new IllegalArgumentException("not a line of /proc/PID/stat: " + line);
    }
    long ticks = 0;
    for (int i = USER_TIME; i <= LAST_CHILD_TIME; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return new ProcStat(
        Long.parseLong(line.substring(0, open).strip()), Long.parseLong(fields[PARENT]), ticks);
  }
}
