import type { Coverage } from '../../audit/figures.ts';

/** A sentence, and the entries of the ledger that it rests on: `7K2QF9 #12`. */
export interface Statement {
  readonly says: string;
  readonly entries: readonly string[];
}

/** A rule of approval, tested against the entries of the period one by one. */
export interface Control {
  readonly id: string;
  /** What must always be so. */
  readonly rule: string;
  readonly tested: number;
  readonly broken: number;
  /** Each breach, and what else an auditor should see of it. */
  readonly statements: readonly Statement[];
}

/** What stands of one finished run at the end of the period. */
export interface Standing {
  readonly run: string;
  readonly title: string;
  readonly subject: string;
  readonly finishedAt: string;
  readonly steps: readonly (Statement & {
    readonly title: string;
    readonly state: 'verified' | 'attested' | 'unconfirmed';
    readonly since: string;
    /** Names, or why there are none. */
    readonly approvedBy: string;
  })[];
}

export interface Approvals {
  /** Steps that were put before approvers in the period, by what became of them. */
  readonly requests: number;
  readonly approved: number;
  readonly rejected: number;
  readonly expired: number;
  readonly withdrawn: number;
  readonly void: number;
  readonly pending: number;
  readonly brokenGlass: number;
  readonly votes: number;
  /** Milliseconds from request to decision; absent where nothing was decided. */
  readonly medianToDecide?: number;
  readonly longestToDecide?: number;
  readonly statements: readonly Statement[];
}

export interface DriftEpisode extends Statement {
  readonly run: string;
  readonly finding: string;
  readonly from: string;
  /** Absent: it was still so at the end of the period. */
  readonly until?: string;
  /** How it ended, or that it has not. */
  readonly end: string;
  readonly cause: string;
}

export interface ComplianceReport {
  readonly tenant: string;
  /** Days in UTC: `from` is part of the period, `to` is not. */
  readonly from: string;
  readonly to: string;
  readonly madeAt: string;
  readonly standing: readonly Standing[];
  readonly changes: readonly Statement[];
  readonly approvals: Approvals;
  readonly controls: readonly Control[];
  readonly exceptions: readonly Statement[];
  readonly drift: readonly DriftEpisode[];
  readonly coverage: Coverage | undefined;
  readonly erasures: readonly Statement[];
  readonly handedOut: readonly Statement[];
  readonly checkpoint:
    | {
        readonly size: number;
        readonly root: string;
        readonly digest: string;
        readonly phrase: string;
        readonly at: string;
        readonly witnesses: number;
      }
    | undefined;
}

export const entryOf = (run: string, { seq }: { readonly seq: number }): string => `${run} #${seq}`;
