import type { FC } from 'hono/jsx';
import { frame } from '../words/frame.ts';
import type { Said } from '../words/said.ts';
import { Icon } from './icon.tsx';
import { usePaper, useSay } from './language-context.ts';

const groups = (hex: string): string[] => hex.match(/.{1,4}/g) ?? [];

/** Copies the whole value; without JavaScript it does nothing, and paper prints what it holds. */
const Copy: FC<{ value: string; name: Said }> = ({ value, name }) => {
  const say = useSay();
  return (
    <button
      class="copy"
      type="button"
      data-copy={value}
      data-copied={say(frame.copied)}
      aria-label={`${say(name)}${say(frame.copy)}`}
    >
      <Icon name="copy" />
    </button>
  );
};

/** A hash in its short form: first eight digits and last four, with a button that holds all. */
export const Hash: FC<{ hex: string; name: Said }> = ({ hex, name }) => {
  if (usePaper()) return <Fingerprint hex={hex} />;
  return (
    <span class="hash">
      <span class="hash__short">
        {groups(hex.slice(0, 8)).join(' ')}
        <span class="hash__gap"> … </span>
        {hex.slice(-4)}
      </span>
      <Copy value={hex} name={name} />
    </span>
  );
};

/** The number of an application in its short form, with the whole number to copy. */
export const ApplicationNumber: FC<{ id: string; name: Said; copies?: boolean }> = (props) => {
  const { id, name, copies = false } = props;
  if (usePaper()) return <span class="hash number">{id}</span>;
  return (
    <span class="hash number">
      <span class="hash__short">
        {id.slice(0, 8)}
        <span class="hash__gap"> … </span>
        {id.slice(-4)}
      </span>
      {copies && <Copy value={id} name={name} />}
    </span>
  );
};

/** A whole hash or serial number in groups of four, where people compare by eye. */
export const Fingerprint: FC<{ hex: string; upper?: boolean }> = ({ hex, upper = false }) => (
  <code class="fingerprint">
    {groups(upper ? hex.toUpperCase() : hex).map((group) => (
      <span>{group}</span>
    ))}
  </code>
);
