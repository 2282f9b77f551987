import type { ActionView } from '../../cards/views.ts';
import type { Walkthrough } from '../core/walkthrough.ts';

/** What can be asked about a run once it has finished. */
export interface Offers {
  readonly report: boolean;
  readonly health: boolean;
  readonly undo: boolean;
}

export const EVERYTHING: Offers = { report: true, health: true, undo: true };

/** What a walkthrough is good for afterwards. One that undoes it bears its name and `-undo`. */
export function offersOf(walkthroughs: readonly Walkthrough[], id: string): Offers {
  const walkthrough = walkthroughs.find((each) => each.id === id);
  return {
    report: walkthrough?.closing !== undefined,
    health: walkthrough?.health !== undefined,
    undo: walkthroughs.some((each) => each.id === `${id}-undo`),
  };
}

const say = (title: string, text: string): ActionView => ({
  title,
  kind: 'say',
  verb: '',
  data: {},
  text,
});

/** The buttons of a run that has finished. */
export const afterwards = (
  run: string,
  { report, health, undo }: Offers,
): readonly ActionView[] => [
  ...(report ? [say('What is recorded where', `report ${run}`)] : []),
  ...(health ? [say('Check again', `health ${run}`)] : []),
  ...(undo ? [say('Plan to undo', `undo ${run}`)] : []),
];
