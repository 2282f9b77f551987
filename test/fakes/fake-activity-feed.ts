import { randomUUID } from 'node:crypto';
import { GatewayError } from '../../src/core/errors.ts';
import type { ActivityFeed, FeedRecord } from '../../src/gateways/activity-feed.ts';
import { USER_ID } from './fake-dataverse.ts';

/** A Retrieve of an account in the environment of `fake-environments.ts`. */
export const feedRecord = (more: Partial<FeedRecord> = {}): FeedRecord => ({
  id: randomUUID(),
  recordType: 21,
  createdAt: new Date().toISOString(),
  operation: 'CrmDefaultActivity',
  message: 'Retrieve',
  entity: 'account',
  entityId: '0c0c0c0c-0000-4000-8000-000000000001',
  user: 'Audit Steward',
  systemUserId: USER_ID,
  instanceUrl: 'https://contoso.crm4.dynamics.com/',
  ...more,
});

export interface FakeActivityFeed extends ActivityFeed {
  readonly world: {
    subscribed: boolean;
    /** What can be listed, and since when; a record delivered twice is listed once. */
    readonly delivered: { readonly record: FeedRecord; readonly availableAt: string }[];
  };
  deliver(record: FeedRecord, availableAt?: string): void;
}

/** The activity feed in memory: `deliver` makes a record available. */
export function fakeActivityFeed(subscribed = false): FakeActivityFeed {
  const world: FakeActivityFeed['world'] = { subscribed, delivered: [] };
  return {
    world,
    deliver(record, availableAt = record.createdAt) {
      world.delivered.push({ record, availableAt });
    },
    isSubscribed: async () => world.subscribed,
    async startSubscription() {
      world.subscribed = true;
    },
    async list(from, to) {
      if (!world.subscribed)
        throw new GatewayError('The activity feed is not subscribed to yet.', {
          status: 400,
          code: 'AF20022',
          transient: false,
        });
      const inside = world.delivered.filter(
        ({ availableAt }) => availableAt >= from && availableAt < to,
      );
      return [...new Map(inside.map(({ record }) => [record.id, record])).values()];
    },
  };
}
