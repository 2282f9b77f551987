import { z } from 'zod';

export const Answers = z.object({
  /** Entra object id, lower case. */
  person: z.guid(),
  /**
   * Nobody can guess it. The digests of plans and checks cover it, so that they do not betray the
   * person to whoever tries all ids of a directory once this run is over.
   */
  blind: z.string().regex(/^[0-9a-f]{32}$/),
});
export type Answers = z.infer<typeof Answers>;
