#pragma once
// A layer over SQLite's files that lets their operations fail. It becomes the default for the whole process and lets
// everything pass but for files below the folders that have a plan.
#include <stdbool.h>

/// Puts the layer in; once is enough, more is harmless. Returns an SQLite result code.
int roost_fault_register(void);
/// Lets operation number `at` (from 1: write, flush, truncate, open, delete) below `folder` fail with `error`, EIO or ENOSPC.
///
/// `is_file`: `folder` is a file, and what is done to it alone is meant, its opening left out.
/// `sticks`: all later ones fail too. `late`: an operation is done and then reported as failed. `at` 0: only counts.
/// Returns the plan's number, or -1 when there are too many.
int roost_fault_arm(const char *folder, bool is_file, int at, int error, bool sticks, bool late);
/// Operations that a plan has let fail.
int roost_fault_hits(int plan);
/// Flushes that a plan has seen.
int roost_fault_flushes(int plan);
/// Ends a plan.
void roost_fault_disarm(int plan);
