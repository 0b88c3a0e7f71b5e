#ifndef ROOST_GUARDIAN_DESCENDANTS_H
#define ROOST_GUARDIAN_DESCENDANTS_H

#include <stdbool.h>

/// Sends a signal to each direct child; SIGKILL and SIGSTOP also to the process groups they are in.
/// Returns whether the kernel lists children; without the list nothing is sent.
bool children_signal(int number);

/// Finds descendants of this process by the parent links in /proc and keeps them for `descendants_signal`.
/// Returns how many; at most a few thousand, more are found once those are gone.
int descendants_find(void);

/// Sends a signal to each descendant found, once; SIGKILL and SIGSTOP also to the process groups they are in.
void descendants_signal(int number);

#endif
