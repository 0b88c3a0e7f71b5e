#ifndef ROOST_GUARDIAN_DESCRIPTORS_H
#define ROOST_GUARDIAN_DESCRIPTORS_H

/// Leaves open the standard descriptors, on /dev/null where the host gave none, and the control socket, and no other.
void descriptors_settle(void);

/// Lets go of the program's pipes, so that both sides see their end although the guardian still runs.
void descriptors_leave_standard(void);

#endif
