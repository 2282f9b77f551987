import type { Catalogue, Segment } from './catalogue.ts';

/**
 * A catalogue that still knows the files of segments that were replaced or dropped: who began to
 * read them a moment ago reads them to the end.
 */
export interface SegmentCatalogue extends Catalogue {
  /** Dropped at least this many milliseconds ago. */
  dropped(
    tenant: string,
    longerThan: number,
  ): Promise<readonly Pick<Segment, 'segment' | 'day' | 'file'>[]>;
  /** Their files are gone. Segments that were not dropped stay. */
  erased(tenant: string, segments: readonly string[]): Promise<void>;
}
