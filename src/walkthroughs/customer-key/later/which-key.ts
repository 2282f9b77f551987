import { z } from 'zod';
import { GatewayError } from '../../../core/errors.ts';
import type { Question } from '../../../core/walkthrough.ts';
import { remembering } from '../../../core/walkthrough.ts';
import { Answers } from '../answers.ts';
import { siteOf, type World } from '../world.ts';

const setUpIn = (answers: { readonly [key: string]: unknown }): Answers =>
  z.object({ setUp: Answers }).parse(answers).setUp;

const branchNumber = (typed: string, { first, second }: Answers): 1 | 2 | undefined => {
  const text = typed.trim().toLowerCase();
  const is = (names: readonly string[]) => names.some((name) => name.toLowerCase() === text);
  if (is(['1', 'first', 'the first', first.vault, `${first.vault}/${first.key}`])) return 1;
  return is(['2', 'second', 'the second', second.vault, `${second.vault}/${second.key}`])
    ? 2
    : undefined;
};

/** One key at a time: the other one carries the data meanwhile. Its version is noted as it is. */
export const whichKeyQuestion = (world: World): Question => ({
  id: 'which-key',
  form(answers) {
    const { first, second } = setUpIn(answers);
    return Promise.resolve({
      title: 'Which key?',
      intro: [
        'One key at a time: while one is being rolled, the other one carries the data.',
        'The new version gets the same name. Older versions stay, and stay enabled.',
      ],
      fields: [
        {
          id: 'key',
          label: 'Key',
          kind: 'one',
          required: true,
          options: [
            { value: '1', title: `First: ${first.vault}/${first.key}` },
            { value: '2', title: `Second: ${second.vault}/${second.key}` },
          ],
        },
      ],
      typed: 'key',
      example: 'first',
    });
  },
  async read(answers, input) {
    const setUp = setUpIn(answers);
    const which = branchNumber(input['key'] ?? '', setUp);
    if (which === undefined)
      return { kind: 'refused', problem: 'Answer first or second, or the name of the vault.' };
    const branch = siteOf(world, setUp, remembering()).branches[which === 1 ? 0 : 1];
    const key = await branch.key();
    if (key === undefined)
      throw new GatewayError(
        `The ${branch.label} cannot be found in ${branch.answer.vault}. Type recover key first.`,
        { status: 404, transient: false },
      );
    return { kind: 'answered', answers: { which, after: key.version } };
  },
});
