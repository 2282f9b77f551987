/** An audit record that tells of a change. */
export interface TracedRecord {
  readonly id: string;
  /** ISO time. */
  readonly at: string;
  /** User name or application as it was logged. */
  readonly by: string;
  /** Message or operation. */
  readonly did: string;
}

/** What the audit records say of how something came not to hold any more. */
export interface Cause {
  /**
   * `found`: records of one deed of one person · `ours`: the bot itself, as approved · `several`:
   * more than one fits, and which it was is not known · `none`: no record was found · `untraceable`:
   * nothing that is archived would tell of it · `lapsed`: it was accepted for a time that is over.
   */
  readonly kind: 'found' | 'ours' | 'several' | 'none' | 'untraceable' | 'lapsed';
  /** One sentence for people. */
  readonly says: string;
  readonly records: readonly TracedRecord[];
}

/** A stretch of time in which something changed: ISO instants, `to` is not part of it. */
export interface Between {
  readonly from: string;
  readonly to: string;
}
