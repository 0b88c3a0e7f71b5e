#ifndef ROOST_GUARDIAN_DESCRIPTORS_H
#define ROOST_GUARDIAN_DESCRIPTORS_H

#include <stdbool.h>

/// Whether descriptor 4, the host's lock, is open; also keeps it from every program started later. The lock belongs to the
/// open file, so it is held until host and guardian have both let go of it.
bool descriptors_keep_lock(void);

/// Leaves open the standard descriptors, on /dev/null where the host gave none, the control socket and a lock that is kept, and
/// no other.
void descriptors_settle(bool keeps_lock);

/// Lets go of the program's pipes, so that both sides see their end although the guardian still runs.
void descriptors_leave_standard(void);

#endif
