// Stated points of long work at which a rehearsal ends or interrupts it: what a crash loses can be tested
// without looking at a clock.
//
// The environment variable GLASSCAPE_STOP = EVENT:COUNT:SIGNAL makes the process send itself SIGNAL (KILL,
// TERM, INT or HUP) when EVENT is reached for the COUNT-th time, for example point:3:KILL. Events:
//
//     unit        a disorder, sample or row block of a long run is kept in memory
//     part        FILE.part was written
//     checkpoint  a checkpoint of a training run was written
//     point       a point of a sweep is computed and not yet stored
//     storing     a point is in an open transaction of the run store
//     stored      a point is in the run store
#pragma once

#include <string_view>

namespace glasscape {

/// Says that `event` was reached; does nothing unless GLASSCAPE_STOP names it. Thread-safe.
void reach_stop_point(std::string_view event);

}  // namespace glasscape
