import type { Closing } from '../../core/walkthrough.ts';
import { SETTLES_NOTE } from '../../audit/settles.ts';
import { BRINGS, type Answers } from './answers.ts';

/** What flows now, how late, and what it is good for. */
export const closing = ({ contentTypes }: Answers): Closing => ({
  title: 'Audit records are being archived',
  sections: [
    {
      heading: 'What comes from now on',
      table: {
        columns: ['Content type', 'Brings'],
        rows: contentTypes.map((type) => [type, BRINGS[type]]),
      },
    },
    {
      heading: 'Worth knowing',
      lines: [
        'The first content can take 12 hours after a subscription was started.',
        SETTLES_NOTE,
        'The feed offers content for seven days: after a longer standstill of the bot a gap stays, and every answer says so.',
        'Records from before today come from files (cli -- import) or from an audit search.',
      ],
    },
  ],
});
