import type { Openings } from '../../core/evidence.ts';
import type { Place } from '../../core/outbox.ts';
import type { Role } from '../../core/people.ts';

/** What an erasure looks at and what it takes away. */
export interface World {
  readonly tenant: string;
  readonly openings: Openings;
  /** Where a person is written to. */
  readonly place: (person: string) => Place;
  readonly references: {
    find(tenant: string, place: Place): Promise<unknown>;
    forget(tenant: string, place: Place): Promise<void>;
  };
  /** As the directory has them at this moment; throws when it is silent. */
  readonly rolesOf: (person: string) => Promise<ReadonlySet<Role>>;
  /** The cards of a run are drawn anew, without the person. */
  readonly redraw: (run: string) => void;
}
