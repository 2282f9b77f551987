const colour = (name, subtle = name) => ({
  default: `var(--${name})`,
  subtle: `var(--${subtle})`,
  highlightColors: { default: 'var(--mark)', subtle: 'var(--mark)' },
});

const foregroundColors = {
  default: colour('text', 'subtle'),
  dark: colour('text', 'subtle'),
  light: colour('subtle'),
  accent: colour('accent-text'),
  good: colour('good'),
  warning: colour('warning'),
  attention: colour('attention'),
};

const style = (name) => ({
  foregroundColors,
  backgroundColor: name === 'default' ? 'transparent' : `var(--${name}-ground)`,
  borderColor: `var(--${name}-edge, transparent)`,
});

/** Close to Teams'; colours are the page's own, so that the theme can change under a card. */
export const HOST = {
  supportsInteractivity: true,
  fontTypes: {
    default: {
      fontFamily: 'inherit',
      fontSizes: { small: 12, default: 14, medium: 15, large: 18, extraLarge: 22 },
      fontWeights: { lighter: 400, default: 400, bolder: 600 },
    },
    monospace: {
      fontFamily: 'var(--mono)',
      fontSizes: { small: 11, default: 13, medium: 14, large: 17, extraLarge: 21 },
      fontWeights: { lighter: 400, default: 400, bolder: 600 },
    },
  },
  lineHeights: { small: 18, default: 20, medium: 22, large: 25, extraLarge: 29 },
  spacing: { small: 4, default: 8, medium: 16, large: 20, extraLarge: 28, padding: 12 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  imageSizes: { small: 40, medium: 80, large: 160 },
  containerStyles: {
    default: style('default'),
    emphasis: style('emphasis'),
    accent: style('accent'),
    good: style('good'),
    warning: style('warning'),
    attention: style('attention'),
  },
  actions: {
    maxActions: 6,
    spacing: 'default',
    buttonSpacing: 8,
    showCard: { actionMode: 'inline', inlineTopMargin: 12, style: 'emphasis' },
    preExpandSingleShowCardAction: false,
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
  },
  adaptiveCard: { allowCustomStyle: false },
  imageSet: { imageSize: 'medium', maxImageHeight: 100 },
  factSet: {
    title: {
      color: 'default',
      size: 'default',
      isSubtle: true,
      weight: 'default',
      wrap: true,
      maxWidth: 160,
    },
    value: { color: 'default', size: 'default', weight: 'default', wrap: true },
    spacing: 16,
  },
  inputs: {
    label: {
      inputSpacing: 'small',
      requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' },
      optionalInputs: { weight: 'bolder' },
    },
    errorMessage: { color: 'attention', spacing: 'small' },
  },
  table: { cellSpacing: 8 },
  textBlock: { headingLevel: 3 },
  textStyles: { heading: {}, columnHeader: { weight: 'bolder' } },
};
