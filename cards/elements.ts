/** The part of Adaptive Cards 1.5 that we draw with: see adaptivecards.io/explorer. */

export type Colour = 'default' | 'accent' | 'good' | 'warning' | 'attention';
export type Style = 'default' | 'emphasis' | 'accent' | 'good' | 'warning' | 'attention';
export type Spacing = 'none' | 'small' | 'medium' | 'large';

interface Placed {
  readonly id?: string;
  readonly isVisible?: boolean;
  readonly separator?: boolean;
  readonly spacing?: Spacing;
}

export interface TextBlock extends Placed {
  readonly type: 'TextBlock';
  /** Markdown: only escaped text may come in here. */
  readonly text: string;
  readonly wrap: true;
  readonly size?: 'small' | 'medium' | 'large';
  readonly weight?: 'bolder';
  readonly color?: Colour;
  readonly isSubtle?: boolean;
  readonly fontType?: 'monospace';
  readonly style?: 'heading';
}

export interface Container extends Placed {
  readonly type: 'Container';
  readonly style?: Style;
  readonly items: readonly CardElement[];
}

export interface Column {
  readonly type: 'Column';
  readonly width: '24px' | 'stretch';
  readonly items: readonly CardElement[];
}

export interface ColumnSet extends Placed {
  readonly type: 'ColumnSet';
  readonly columns: readonly Column[];
}

export interface Fact {
  readonly title: string;
  readonly value: string;
}

export interface FactSet extends Placed {
  readonly type: 'FactSet';
  readonly facts: readonly Fact[];
}

export interface Table extends Placed {
  readonly type: 'Table';
  readonly firstRowAsHeader: true;
  readonly columns: readonly { readonly width: number }[];
  readonly rows: readonly {
    readonly type: 'TableRow';
    readonly cells: readonly { readonly type: 'TableCell'; readonly items: readonly TextBlock[] }[];
  }[];
}

/** Its runs are no Markdown: they show exactly what they hold. */
export interface RichTextBlock extends Placed {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly {
    readonly type: 'TextRun';
    readonly text: string;
    readonly fontType: 'monospace';
  }[];
}

interface Input extends Placed {
  readonly id: string;
  readonly label: string;
  readonly isRequired?: true;
  readonly errorMessage?: string;
}

export interface TextInput extends Input {
  readonly type: 'Input.Text';
  readonly maxLength: number;
  readonly isMultiline?: true;
  readonly placeholder?: string;
  readonly value?: string;
}

export interface ChoiceInput extends Input {
  readonly type: 'Input.ChoiceSet';
  readonly choices: readonly { readonly title: string; readonly value: string }[];
  readonly style: 'compact' | 'expanded' | 'filtered';
  readonly isMultiSelect: boolean;
  readonly wrap: true;
  readonly placeholder?: string;
  readonly value?: string;
}

export interface ActionSet extends Placed {
  readonly type: 'ActionSet';
  readonly actions: readonly Action[];
}

interface Drawn extends Placed {
  readonly title: string;
  /** For clients that draw no charts: without one the element disappears without a trace. */
  readonly fallback: TextBlock;
}

interface Bar {
  readonly x: string;
  readonly y: number;
}

/** Bars over time, or lying ones with a name each. */
export interface BarChart extends Drawn {
  readonly type: 'Chart.VerticalBar' | 'Chart.HorizontalBar';
  readonly xAxisTitle?: string;
  readonly yAxisTitle?: string;
  readonly data: readonly Bar[];
}

export interface LineChart extends Drawn {
  readonly type: 'Chart.Line';
  readonly xAxisTitle?: string;
  readonly yAxisTitle?: string;
  readonly data: readonly { readonly legend: string; readonly values: readonly Bar[] }[];
}

export type CardElement =
  | BarChart
  | LineChart
  | TextBlock
  | Container
  | ColumnSet
  | FactSet
  | Table
  | RichTextBlock
  | TextInput
  | ChoiceInput
  | ActionSet;

export type ActionStyle = 'positive' | 'destructive';
type Texts = Readonly<Record<string, string>>;

interface Pressed {
  readonly title: string;
  readonly style?: ActionStyle;
  readonly associatedInputs?: 'auto' | 'none';
}

export interface Submit extends Pressed {
  readonly type: 'Action.Submit';
  readonly data: Texts | { readonly msteams: { readonly type: 'imBack'; readonly value: string } };
}

export interface Execute extends Pressed {
  readonly type: 'Action.Execute';
  readonly verb: string;
  readonly data: Texts;
  /** For clients that know no Universal Actions. */
  readonly fallback: Submit;
}

export interface Toggle {
  readonly type: 'Action.ToggleVisibility';
  readonly title: string;
  readonly targetElements: readonly string[];
}

export interface OpenUrl {
  readonly type: 'Action.OpenUrl';
  readonly title: string;
  readonly url: string;
}

export type Action = Submit | Execute | Toggle | OpenUrl;

/** One Adaptive Card, ready to be sent. */
export interface Card {
  readonly type: 'AdaptiveCard';
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  readonly version: '1.5';
  readonly speak: string;
  readonly fallbackText: string;
  readonly msteams: { readonly width: 'Full' };
  readonly body: readonly CardElement[];
  readonly actions?: readonly Action[];
  /** Set by whoever sends it, for at most 60 people. */
  readonly refresh?: { readonly action: Execute; readonly userIds: readonly string[] };
}
