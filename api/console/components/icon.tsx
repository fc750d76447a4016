import type { FC } from 'hono/jsx';

const shapes = {
  tick: <path d="M4 10.5l4 4 8-9" />,
  cross: <path d="M5 5l10 10M15 5L5 15" />,
  pause: <path d="M7 4.5v11M13 4.5v11" />,
  clock: (
    <>
      <circle cx="10" cy="10" r="7.25" />
      <path d="M10 5.8V10l3 2" />
    </>
  ),
  person: (
    <>
      <circle cx="10" cy="6.5" r="3.25" />
      <path d="M3.5 17c.6-3.6 3.2-5.5 6.5-5.5s5.9 1.9 6.5 5.5" />
    </>
  ),
  shield: (
    <>
      <path d="M10 2.5l6 2.5v4.5c0 4-2.5 6.7-6 8-3.5-1.3-6-4-6-8V5z" />
      <path d="M7.2 10l2 2 3.6-4" />
    </>
  ),
  eye: (
    <>
      <path d="M2 10s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5S2 10 2 10z" />
      <circle cx="10" cy="10" r="2.3" />
    </>
  ),
  turn: <path d="M3 6h9a4 4 0 010 8H6M9 11l-3 3 3 3" />,
  warning: (
    <>
      <path d="M10 3l7.5 13.5h-15z" />
      <path d="M10 8v4M10 14.3v.1" />
    </>
  ),
  download: <path d="M10 3v10M5.5 9l4.5 4.5L14.5 9M4 17h12" />,
  key: (
    <>
      <circle cx="6.5" cy="10" r="3.5" />
      <path d="M10 10h7.5M15 10v3M17.5 10v2" />
    </>
  ),
  letter: (
    <>
      <rect x="2.5" y="4.5" width="15" height="11" rx="1.5" />
      <path d="M3 6l7 5.5L17 6" />
    </>
  ),
  note: (
    <>
      <path d="M5 2.75h7l3.5 3.5v11H5z" />
      <path d="M12 2.75v3.5h3.5M7.5 10h5M7.5 13h5" />
    </>
  ),
  copy: (
    <>
      <rect x="7" y="7" width="9.5" height="9.5" rx="1.5" />
      <path d="M13 7V5A1.5 1.5 0 0011.5 3.5H5A1.5 1.5 0 003.5 5v6.5A1.5 1.5 0 005 13h2" />
    </>
  ),
} as const;

/** A drawing that goes with a word. The word carries the meaning. */
export type IconName = keyof typeof shapes;

/** One drawing of the set. */
export const Icon: FC<{ name: IconName }> = ({ name }) => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
    {shapes[name]}
  </svg>
);
