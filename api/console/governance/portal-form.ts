/** Members of a JWK that name the key; what else it says, such as `use` or `alg`, is not agreed on. */
const MEMBERS = ['kid', 'kty', 'crv', 'x', 'y', 'n', 'e'];

/** Members that only a private or a secret key has (RFC 7518 §6). */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** One with a private member is no key here: nobody is to see it go through, not even cut short. */
function publicKey(value: unknown): unknown {
  if (!isObject(value) || PRIVATE.some((name) => name in value)) return undefined;
  return Object.fromEntries(MEMBERS.filter((name) => name in value).map((m) => [m, value[m]]));
}

function keysOf(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    const keys = isObject(json) && 'keys' in json ? json['keys'] : json;
    return Array.isArray(keys) ? keys.map(publicKey) : undefined;
  } catch {
    return undefined;
  }
}

const text = (fields: URLSearchParams, name: string): string => (fields.get(name) ?? '').trim();

/** Of digits alone; the shape judges how much it may be. */
const numberOf = (fields: URLSearchParams, name: string): number | undefined => {
  const digits = text(fields, name);
  return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
};

/** What a form about a portal says; `readAccessChange` judges it. */
export function portalChangeOf(fields: URLSearchParams): unknown {
  const about = { do: fields.get('do'), portal: text(fields, 'portal') };
  const limits = {
    applicationsPerHour: numberOf(fields, 'applicationsPerHour'),
    requestsPerMinute: numberOf(fields, 'requestsPerMinute'),
  };
  const keys = keysOf(fields.get('keys') ?? '');
  if (about.do === 'changeKeys') return { ...about, keys };
  if (about.do === 'changeLimits') return { ...about, ...limits };
  if (about.do !== 'addPortal') return about;
  const isWebPortal = fields.get('channel') === 'web';
  const isSandbox = fields.get('use') === 'sandbox';
  return { ...about, name: text(fields, 'name'), keys, ...limits, isWebPortal, isSandbox };
}
