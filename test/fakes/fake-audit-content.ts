import { after, DAY } from '../../src/core/clock.ts';
import { GatewayError } from '../../src/core/errors.ts';
import type { AuditContent, ContentBlob } from '../../src/gateways/audit-content.ts';

interface Made extends ContentBlob {
  readonly contentType: string;
  readonly texts: readonly string[];
  gone: boolean;
}

export interface FakeAuditContent extends AuditContent {
  readonly world: {
    /** By content type: whether the subscription is on; absent, there is none. */
    readonly subscriptions: Map<string, boolean>;
    auditing: boolean;
    readonly made: Made[];
    /** By content id: thrown when it is read. */
    readonly faults: Map<string, Error>;
    listFault: Error | undefined;
    /** Windows that were listed, and ids that were read, in order. */
    readonly windows: { readonly from: string; readonly to: string }[];
    readonly reads: string[];
    reading: number;
    mostReading: number;
  };
  /** Makes a blob available from `created`. */
  make(contentId: string, created: string, texts: readonly string[], contentType?: string): void;
}

const KEPT = 7 * DAY;

const tooOld = () =>
  new GatewayError('Listing failed.', { status: 400, code: 'AF20030', transient: false });

/** The activity feed in memory, by this clock. */
export function fakeAuditContent(clock: { now(): Date }): FakeAuditContent {
  const world: FakeAuditContent['world'] = {
    subscriptions: new Map([['Audit.General', true]]),
    auditing: true,
    made: [],
    faults: new Map(),
    listFault: undefined,
    windows: [],
    reads: [],
    reading: 0,
    mostReading: 0,
  };

  function checkWindow(from: string, to: string): void {
    const length = Date.parse(to) - Date.parse(from);
    const age = clock.now().getTime() - Date.parse(from);
    if (length <= 0 || length > DAY || age > KEPT) throw tooOld();
  }

  async function read({ contentId }: ContentBlob): Promise<readonly string[] | 'lost'> {
    world.reads.push(contentId);
    world.reading += 1;
    world.mostReading = Math.max(world.mostReading, world.reading);
    await new Promise((done) => setImmediate(done));
    world.reading -= 1;
    const fault = world.faults.get(contentId);
    if (fault !== undefined) throw fault;
    const found = world.made.find((one) => one.contentId === contentId);
    const expired = found === undefined || found.expires <= clock.now().toISOString();
    return expired || found.gone ? 'lost' : found.texts;
  }

  return {
    world,
    make: (contentId, created, texts, contentType = 'Audit.General') =>
      void world.made.push({
        ...{ contentId, created, texts, contentType, gone: false },
        contentUri: `https://manage.office.com/${contentId}`,
        expires: after(created, KEPT),
      }),
    async subscriptions() {
      if (!world.auditing) return 'auditing off';
      return [...world.subscriptions].map(([contentType, enabled]) => ({ contentType, enabled }));
    },
    async startSubscription(contentType) {
      world.subscriptions.set(contentType, true);
    },
    async listContent(contentType, from, to) {
      checkWindow(from, to);
      world.windows.push({ from, to });
      if (world.listFault !== undefined) throw world.listFault;
      const enabled = world.subscriptions.get(contentType);
      if (enabled !== true) return enabled === undefined ? 'not subscribed' : 'switched off';
      const now = clock.now().toISOString();
      return world.made.filter(
        (one) =>
          one.contentType === contentType &&
          one.created >= from &&
          one.created < to &&
          one.created <= now &&
          one.expires > now,
      );
    },
    records: read,
  };
}
