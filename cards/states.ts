import type { Badge } from './parts.ts';
import type { AskState, PlanView, RunView, StepState } from './views.ts';

/** Every state has a symbol and a word of its own; the colour is only a third hint. */

type Words<State extends string> = Readonly<Record<State, Badge>>;
type Standing = PlanView['stages'][number]['steps'][number]['standing'];
type Risk = 'routine' | 'sensitive' | 'irreversible';

const badge = (symbol: string, word: string, colour: Badge['colour'] = 'default'): Badge => ({
  symbol,
  word,
  colour,
});

export const STEP: Words<StepState> = {
  open: badge('○', 'To do'),
  asked: badge('◔', 'Waiting for approval', 'accent'),
  approved: badge('◑', 'Approved', 'accent'),
  applying: badge('◕', 'Being applied', 'accent'),
  waiting: badge('●', 'Waiting', 'warning'),
  'your-turn': badge('►', 'Your turn', 'warning'),
  verified: badge('✓', 'Verified', 'good'),
  attested: badge('☑', 'Attested', 'good'),
  rejected: badge('⊘', 'Rejected', 'attention'),
  failed: badge('✗', 'Failed', 'attention'),
};

export const ASK: Words<AskState> = {
  pending: badge('◔', 'Waiting for a decision', 'accent'),
  approved: badge('◑', 'Approved', 'good'),
  rejected: badge('⊘', 'Rejected', 'attention'),
  withdrawn: badge('↩', 'Withdrawn'),
  expired: badge('◌', 'Expired', 'warning'),
  void: badge('∅', 'Void', 'warning'),
  done: badge('✓', 'Done', 'good'),
  failed: badge('✗', 'Failed', 'attention'),
};

export const RUN: Words<RunView['state']> = {
  working: badge('◕', 'Working', 'accent'),
  waiting: badge('●', 'Waiting', 'warning'),
  'your-turn': badge('►', 'Your turn', 'warning'),
  stopped: badge('■', 'Stopped', 'attention'),
  finished: badge('✓', 'Finished', 'good'),
  cancelled: badge('⊘', 'Cancelled'),
};

export const STANDING: Words<Standing> = {
  holds: badge('✓', 'Holds already', 'good'),
  changes: badge('◆', 'Will change', 'accent'),
  guided: badge('►', 'Done by a person', 'warning'),
  waits: badge('●', 'Waits', 'warning'),
};

export const RISK: Words<Risk> = {
  routine: badge('○', 'Routine'),
  sensitive: badge('◆', 'Sensitive', 'warning'),
  irreversible: badge('▲', 'Irreversible', 'attention'),
};

export const LEVEL: Words<PlanView['remarks'][number]['level']> = {
  error: badge('✗', 'Problem', 'attention'),
  warning: badge('!', 'Warning', 'warning'),
  information: badge('i', 'Note'),
};
