import type { Variant } from './words.ts';

const say = [{ text: 'say something friendly to everybody here', replies: 1 }];
const profile = [
  { text: 'hello', replies: 1 },
  { text: 'Ada', replies: 1 },
  { text: '42', replies: 1 },
];
const press = [{ press: { verb: 'approve', data: { run: '7K2QFX', ask: 1 } }, replies: 0 }];

/** (a) the floor, (b) the SDK's echo, (c) its waterfall, and ours with everything switched on. */
export const VARIANTS: readonly Variant[] = [
  { name: 'raw', server: 'raw', signed: false, people: 16, scripts: { command: say } },
  { name: 'echo', server: 'echo', signed: false, people: 16, scripts: { command: say } },
  {
    name: 'waterfall',
    server: 'waterfall',
    signed: false,
    people: 16,
    scripts: { dialog: profile },
  },
  {
    name: 'teams side',
    server: 'teams-side',
    signed: true,
    people: 16,
    scripts: { command: say, dialog: profile, press },
  },
  // One person, for the sandbox knows one operator. A press asks Graph anew who may do this: that
  // call, and the sandbox's own work in the same process, are in its figure.
  {
    name: 'whole bot',
    server: 'steward',
    signed: true,
    people: 1,
    scripts: { command: [{ text: 'help', replies: 1 }], press },
  },
];
