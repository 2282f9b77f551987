import type { Focus } from '../query.ts';

/** A volume that stands out: of one person on one day, in records (at least as many as were named). */
export interface Volume {
  readonly rule: Focus;
  /** In words, for the rule and for what was found. */
  readonly title: string;
  /** Verbs whose records count; `messages` narrows them. */
  readonly verbs: readonly string[];
  readonly messages?: readonly string[];
  /** Below this nothing stands out, so that three after one is nothing. */
  readonly least: number;
  /** So many times the median of the person's own days. */
  readonly times: number;
  /** For people with too few days to compare with. */
  readonly withoutHistory: number;
}

/**
 * What stands out. The rules are those of the Sentinel solution Microsoft Business Applications (mass
 * export, bulk retrieval and mass deletion against the person's own two weeks; any bulk delete; 10,000
 * records for people without history), December 2025. The numbers are ours and lower: there they wake
 * somebody, here they are hints beside an answer.
 */
export const THRESHOLDS = {
  /** Days before that an address must not have been seen in. */
  addressDays: 30,
  /** Days before each day whose median is the usual. */
  usualDays: 14,
  /** Fewer days than these with such records are no history. */
  historyDays: 3,
  /** Records outside of working hours, and their share of the person's records. */
  outside: { least: 10, share: 0.2 },
  volumes: [
    {
      rule: 'bulk reads',
      title: 'read',
      verbs: ['read', 'read many'],
      least: 500,
      times: 5,
      withoutHistory: 5000,
    },
    {
      rule: 'unusual exports',
      title: 'exported',
      verbs: ['export'],
      least: 50,
      times: 3,
      withoutHistory: 500,
    },
    {
      rule: 'unusual deletes',
      title: 'deleted',
      verbs: ['delete'],
      least: 10,
      times: 3,
      withoutHistory: 100,
    },
    {
      rule: 'unusual deletes',
      title: 'bulk-deleted',
      verbs: ['delete'],
      messages: ['bulkdelete'],
      least: 1,
      times: 3,
      withoutHistory: 1,
    },
  ],
  /** Shown of all that was found. */
  most: 10,
} as const satisfies {
  readonly volumes: readonly Volume[];
  readonly [name: string]: unknown;
};
