import { personPlace } from '../announce.ts';
import type { Directory } from '../core/people.ts';
import type { Store } from '../store/open.ts';
import { erasePerson } from '../walkthroughs/erase-person/walkthrough.ts';

interface Parts {
  readonly tenant: string;
  readonly store: Pick<Store, 'openings' | 'references' | 'postings'>;
  readonly directory: Directory;
  readonly redraw: (run: string) => void;
}

/** The walkthrough that erases a person, over everything that the store knows of one. */
export const erasureOf = ({ tenant, store, directory, redraw }: Parts) =>
  erasePerson({
    tenant,
    openings: store.openings,
    place: personPlace,
    references: {
      find: store.references.find,
      async forget(of, place) {
        await store.postings.forget(of, place);
        await store.references.forget(of, place);
      },
    },
    rolesOf: (person) => directory.rolesOf(person, true),
    redraw,
  });
