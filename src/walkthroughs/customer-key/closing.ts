import type { Closing } from '../../core/walkthrough.ts';
import type { Answers, BranchAnswer } from './answers.ts';

const rowOf = (which: string, { vault, key, location, subscriptionName }: BranchAnswer) => [
  which,
  key,
  vault,
  location,
  subscriptionName,
];

const shortly = ({ policy, tenant }: Answers): readonly string[] => [
  `The data encryption policy ${policy.name} holds two keys of yours and is assigned to ${tenant.name} (${tenant.domain}). It covers several workloads; by Microsoft’s page on audit records, these are among them.`,
  'Either key is enough to read the data. Microsoft keeps a third one, the availability key, for the case that both are lost; nobody else can use it.',
];

const PROOF = [
  'Looked at by the bot: licence, subscriptions, vaults, keys, rights, locks, logs, and the policy where the bot may ask Exchange Online.',
  'Somebody’s word, recorded with their name: the onboarding commands, and everything of Exchange Online that the bot may not ask. The run card marks each such step as attested.',
  'No interface reports that a certain record is encrypted with a certain key. What can be shown is what was observed: the assignment, and uses of the keys by Microsoft’s application in the vaults’ own logs.',
];

const TIMES = [
  'Microsoft takes up to 24 hours until the assignment has its effect on audit records (page of 2021). Until then nothing needs to be seen, and nothing seen means no fault.',
  'The same holds after a key was rolled. When it takes longer, contact Microsoft.',
  'Whether audit records from before the assignment are encrypted anew is unconfirmed.',
];

const NEVER = [
  'Never delete or disable a key, nor any old version of it: data under it can no longer be read.',
  'Never purge anything. For this kind of policy there is no data purge; the bot has no way to purge.',
  'Never cancel a subscription that holds a key, and never let its payment lapse.',
  'Never move a vault to another subscription or tenant, and never take the rights of M365DataAtRestEncryption away.',
  'Never disable the policy while it is assigned. No cmdlet takes the assignment back: that needs a support ticket.',
  'Never give both vaults to one person.',
];

const LATER = [
  'health: every check again, at any time. The bot does it by itself every day and tells you when something has changed.',
  'roll key: a new version of one key, its backup, and the refresh of the policy.',
  'recover key: after a deleted key or vault, or after rights were taken away. Do it at once: what is deleted is kept for 90 days.',
  'offboard customer key: the way back to Microsoft’s keys, with the text for the support ticket. Keep everything until Microsoft confirms the end.',
];

const CALL = [
  'One key in trouble: your own custodian of that key, then type recover key. The other key carries the data meanwhile.',
  'Both keys in trouble, or a lost key without backup: Microsoft 365 admin center, Support, New service request, for the team M365 Customer Key. Change nothing before they answer.',
  'The mail addresses of older pages (m365-ck@service.microsoft.com) may not be read any more: unconfirmed.',
];

/** What is set up, how it is known, and how to live with it for years. */
export function closing(answers: Answers): Closing {
  const { first, second, tenant } = answers;
  return {
    title: `Customer Key for ${tenant.domain}`,
    sections: [
      { heading: 'In short', lines: shortly(answers) },
      {
        heading: 'The two keys',
        table: {
          columns: ['', 'Key', 'Vault', 'Region', 'Subscription'],
          rows: [rowOf('First', first), rowOf('Second', second)],
        },
      },
      { heading: 'How this is known', lines: PROOF },
      { heading: 'What 24 hours means', lines: TIMES },
      { heading: 'What nobody may ever do', lines: NEVER },
      { heading: 'For later years', lines: LATER },
      { heading: 'Whom to call', lines: CALL },
    ],
  };
}
