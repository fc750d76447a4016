import { arePortalKeys, type PortalKey } from './portal-keys.ts';

/** How much a portal may send. */
export interface PortalLimits {
  /** Above it cases go to a person; none is refused. */
  readonly applicationsPerHour: number;
  /** Above it requests are refused until there is room again. */
  readonly requestsPerMinute: number;
}

/** What two people change about a portal: that there is one, its keys, its limits, and whether it is open. */
export type PortalChange =
  | ({
      readonly do: 'addPortal';
      readonly portal: string;
      readonly name: string;
      readonly keys: readonly PortalKey[];
      readonly isWebPortal: boolean;
      readonly isSandbox: boolean;
    } & PortalLimits)
  | { readonly do: 'changeKeys'; readonly portal: string; readonly keys: readonly PortalKey[] }
  | ({ readonly do: 'changeLimits'; readonly portal: string } & PortalLimits)
  | { readonly do: 'closePortal'; readonly portal: string }
  | { readonly do: 'openPortal'; readonly portal: string };

/** What is done by an act about a portal. */
export type PortalDeed = PortalChange['do'];

/** Every {@link PortalDeed}. */
export const portalDeeds: readonly PortalDeed[] = [
  'addPortal',
  'changeKeys',
  'changeLimits',
  'closePortal',
  'openPortal',
];

const ID = /^(?!-)[a-z0-9-]{1,64}(?<!-)$/;

/** An id of a portal, as signed texts write it (`Portal:`), and as switches name it. */
export const isPortalId = (value: unknown): value is string =>
  typeof value === 'string' && ID.test(value);

const LIMIT_MAX = 100_000_000;

/** A limit: 1 to 100 million. */
export const isPortalLimit = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LIMIT_MAX;

const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

type Shape = Readonly<Record<string, (value: unknown) => boolean>>;

const deed = (word: PortalDeed) => ({
  do: (value: unknown) => value === word,
  portal: isPortalId,
});

const LIMITS: Shape = { applicationsPerHour: isPortalLimit, requestsPerMinute: isPortalLimit };

/** The shapes of a change; `isName` judges what a portal is called. */
export const portalShapes = (isName: (value: unknown) => boolean): readonly Shape[] => [
  {
    ...deed('addPortal'),
    ...LIMITS,
    name: isName,
    keys: arePortalKeys,
    isWebPortal: isBoolean,
    isSandbox: isBoolean,
  },
  { ...deed('changeKeys'), keys: arePortalKeys },
  { ...deed('changeLimits'), ...LIMITS },
  deed('closePortal'),
  deed('openPortal'),
];
