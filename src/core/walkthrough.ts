import type { z } from 'zod';
import type { Data } from './data.ts';
import type { Role } from './people.ts';
import type { Looking, Source, Step } from './step.ts';

export interface Option {
  readonly value: string;
  readonly title: string;
}

/** One input of a form. Every field can also be answered by typing. */
export interface Field {
  readonly id: string;
  readonly label: string;
  readonly kind: 'one' | 'many' | 'text';
  readonly options?: readonly Option[];
  /** Present value: option values joined by commas for `many`. */
  readonly value?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  /** Long lists are drawn with a type-ahead. */
  readonly filtered?: boolean;
}

/** A question as plain data: a card is drawn from it, and its text tells how to type the answer. */
export interface Form {
  readonly title: string;
  readonly intro: readonly string[];
  readonly fields: readonly Field[];
  /** The field that plain typed text answers. */
  readonly typed: string;
  /** An example of a typed answer. */
  readonly example: string;
  /** Facts about what is shown, such as how many tables are not listed. */
  readonly notes?: readonly string[];
  /** A second button that asks the question again, for instance to search. */
  readonly again?: { readonly title: string };
}

export type Reading =
  | { readonly kind: 'answered'; readonly answers: { readonly [key: string]: Data } }
  | { readonly kind: 'again'; readonly input: { readonly [field: string]: string } }
  | { readonly kind: 'refused'; readonly problem: string };

/** Asked in order; each sees what was answered before. */
export interface Question {
  readonly id: string;
  /** Undefined: nothing to ask after these answers. `input` is what was typed so far. */
  form(
    answers: { readonly [key: string]: Data },
    input: { readonly [field: string]: string },
  ): Promise<Form | undefined>;
  read(
    answers: { readonly [key: string]: Data },
    input: { readonly [field: string]: string },
  ): Promise<Reading>;
}

/** A remark worth knowing before or after a run: a check that warns, an open question, a limit. */
export interface Remark {
  readonly level: 'error' | 'warning' | 'information';
  readonly text: string;
  readonly fix?: string;
  readonly source?: Source;
}

/** What is shown when a run has finished: sections of sentences and small tables. */
export interface Closing {
  readonly title: string;
  readonly sections: readonly {
    readonly heading: string;
    readonly lines?: readonly string[];
    readonly table?: {
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };
  }[];
}

/** How bad it is that something does not hold any more. */
export type DriftSeverity = 'critical' | 'error' | 'warning' | 'none';

/** Something that does not hold. */
export interface DriftFinding {
  /** The same for the same thing at any time: what is new and what is known is told by it. */
  readonly id: string;
  readonly severity: Exclude<DriftSeverity, 'none'>;
  readonly says: string;
  readonly fix: string;
  /** Id of the step that puts it right. */
  readonly step?: string;
  /** It held when the run finished: whoever set it up was not shown it then. */
  readonly held?: true;
}

/** What a later look at something that was set up has found. */
export interface Drift {
  /** Of all findings together. */
  readonly severity: DriftSeverity;
  /** What it comes to, in sentences; empty when the findings say it all. */
  readonly means: readonly string[];
  readonly findings: readonly DriftFinding[];
  /**
   * Ids of what could not be looked at: neither failing nor put right. One that ends in a slash
   * stands for all that begin with it.
   */
  readonly unread: readonly string[];
  /** Why what matters most could not be looked at, in sentences; told of when it stays so. */
  readonly blind?: readonly string[];
}

/** What a report may look at beside the outside world. */
export type Seen = Pick<Looking, 'history' | 'now'>;

/** The questions to ask and the steps that follow from the answers. */
export interface Walkthrough<Answers extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly title: string;
  /** One sentence for the menu. */
  readonly about: string;
  /** What to type. */
  readonly command: string;
  readonly answers: Answers;
  readonly questions: readonly Question[];
  /** What the run is about: one writer at a time, and the history that checks may look at. */
  subject(answers: z.infer<Answers>): string;
  /** Pure: the same answers give the same steps. Reads are remembered until `forget`. */
  steps(answers: z.infer<Answers>, reads: Reads): readonly Step[];
  /** What is worth knowing beside the plan. */
  remarks?(answers: z.infer<Answers>, reads: Reads, looking: Seen): Promise<readonly Remark[]>;
  /** Every check with severity, sentence, evidence and fix. */
  health?(answers: z.infer<Answers>, reads: Reads, looking: Seen): Promise<Closing>;
  /** What does not hold, for whoever set it up: looked at every day once a run has finished. */
  drift?(answers: z.infer<Answers>, reads: Reads, looking: Seen): Promise<Drift>;
  /** Roles that may start and steer it; operators unless given. */
  readonly starters?: readonly Role[];
  /** Its steps are checked again every day as well, once a run has finished. */
  readonly rechecked?: true;
  /** Works on what another walkthrough has set up: offered after those that set up. */
  readonly later?: true;
  /** Takes away what others set up: once its run has finished, that is not looked after any more. */
  readonly retires?: true;
  /** What holds now and what it is good for. */
  closing?(answers: z.infer<Answers>): Closing;
}

type Starting = Pick<Walkthrough, 'starters'>;

const startersOf = ({ starters = ['operator'] }: Starting): readonly Role[] => starters;

/** Whether somebody with these roles may start it, and steer what they answer for. */
export const mayStart = (walkthrough: Starting, roles: ReadonlySet<Role>): boolean =>
  startersOf(walkthrough).some((role) => roles.has(role));

/** Why somebody else cannot start it, and what to do. */
export function startersOnly(walkthrough: Starting): string {
  const groups = startersOf(walkthrough).map((role) => `${role}s`);
  const what = walkthrough.starters === undefined ? 'set things up' : 'ask for this';
  return `Only ${groups.join(' and ')} can ${what}. Ask an administrator to add you to the ${groups.join(' or ')} group.`;
}

/** Remembers each read of one pass, so that no call is made twice without reason. */
export interface Reads {
  /** The same function, asked once for the same arguments until something is changed. */
  remember<Names extends readonly string[], T>(
    read: (...names: Names) => Promise<T>,
  ): (...names: Names) => Promise<T>;
  /** After a change nothing that was read before counts. */
  forget(): void;
}

/** Reads of one pass; a failed read is not remembered. */
export function remembering(): Reads {
  const memories: { clear(): void }[] = [];
  return {
    remember<Names extends readonly string[], T>(read: (...names: Names) => Promise<T>) {
      const known = new Map<string, Promise<T>>();
      memories.push(known);
      return (...names: Names) => {
        const key = names.join('\n');
        const asked = known.get(key) ?? read(...names);
        known.set(key, asked);
        asked.catch(() => known.delete(key));
        return asked;
      };
    },
    forget: () => memories.forEach((memory) => memory.clear()),
  };
}
