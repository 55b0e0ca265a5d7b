// Package machine tells what a measurement runs on, and what there makes its figures
// unsure: other load, a hypervisor that gives the processor to somebody else, a
// governor that saves power, a quota below what Go believes to have.
//
//  1. [Read] reads the files in which Linux tells these things: give it
//     os.DirFS("/"), or recorded ones.
//  2. [Machine.Warnings] says what is wrong, [Machine.Busy] which of that passes by
//     itself.
//  3. [Watch] tells how much of its time the machine was robbed of meanwhile.
//
// What cannot be read or understood is unknown, never an error and never a guess: a
// number is then nil, a text "". On other systems than Linux that is nearly all.
//
// Not for watching a machine: each figure is read once.
package machine
