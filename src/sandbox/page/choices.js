import { manyOf } from './choose-many.js';
import { oneOf } from './choose-one.js';

const FEW = 8;

/** Replaces the vendor's type-ahead and long check lists by lists that can be searched. */
export function registerChoices(AC) {
  class Choices extends AC.ChoiceSetInput {
    internalRender() {
      this.own = undefined;
      const many = this.isMultiSelect && (this.style === 'filtered' || this.choices.length > FEW);
      const one = !this.isMultiSelect && this.style === 'filtered';
      if (!many && !one) return super.internalRender();
      const draw = many ? manyOf : oneOf;
      this.own = draw({
        choices: this.choices.map(({ title, value }) => ({ title: title ?? value ?? '', value })),
        chosen: (this.defaultValue ?? '').split(many ? ',' : '\0').filter(Boolean),
        label: this.label ?? this.placeholder ?? 'Choice',
        placeholder: this.placeholder,
        changed: () => this.valueChanged(),
      });
      return this.own.node;
    }

    get value() {
      return this.own ? this.own.value() : super.value;
    }

    isValid() {
      return this.own ? this.own.isValid() : super.isValid();
    }

    isDirty() {
      return (this.value ?? '') !== (this.defaultValue ?? '');
    }

    focus() {
      if (this.own) this.own.focus();
      else super.focus();
    }

    // The parts carry labels of their own.
    updateInputControlAriaLabelledBy() {
      if (!this.own) super.updateInputControlAriaLabelledBy();
    }
  }
  AC.GlobalRegistry.elements.register('Input.ChoiceSet', Choices);
}
