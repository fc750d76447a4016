import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** One import of a file: what it names, and whether only types come with it. */
export interface Import {
  readonly file: string;
  readonly target: string;
  readonly isType: boolean;
}

/** A broken rule, for people. */
export type Violation = string;

const ROOT = join(import.meta.dirname, '..');

/** Source files of the layers, by path from the root. */
export const sourceFiles = (): string[] =>
  Object.keys(LAYERS).flatMap((layer) =>
    existsSync(join(ROOT, layer))
      ? readdirSync(join(ROOT, layer), { recursive: true, encoding: 'utf8' })
          .filter((name) => /\.tsx?$/.test(name))
          .map((name) => join(layer, name))
          .toSorted()
      : [],
  );

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g;

/** Imports of a file; relative ones as paths from the root. */
export function importsOf(file: string, source: string): Import[] {
  return [...source.matchAll(IMPORT)].map(([, type, from, dynamic, bare]) => {
    const name = from ?? dynamic ?? bare ?? '';
    const target = name.startsWith('.') ? relative('.', join(dirname(file), name)) : name;
    return { file, target, isType: type !== undefined };
  });
}

/** All imports of the repository's layers. */
export const allImports = (): Import[] =>
  sourceFiles().flatMap((file) => importsOf(file, readFileSync(join(ROOT, file), 'utf8')));

const LAYERS: Readonly<Record<string, { layers: readonly string[]; packages: RegExp }>> = {
  domain: { layers: [], packages: /^$/ },
  books: { layers: [], packages: /^node:crypto$/ },
  workflows: { layers: ['domain'], packages: /^@temporalio\/workflow$/ },
  activities: {
    layers: ['domain', 'db', 'books', 'adapters', 'queues'],
    packages: /^(node:|drizzle-orm|@temporalio\/(activity|common))/,
  },
  api: {
    layers: ['domain', 'db', 'books', 'adapters', 'queues'],
    packages: /^(node:|hono|@hono\/|zod|drizzle-orm|swagger-ui-dist|@digital-go-jp\/)/,
  },
  db: { layers: ['domain', 'books'], packages: /^(node:|drizzle-orm|drizzle-kit|pg$)/ },
  queues: {
    layers: ['domain', 'books', 'db', 'adapters'],
    packages: /^(node:|bullmq$|pg$|drizzle-orm)/,
  },
  enclave: { layers: ['domain', 'books'], packages: /^(node:|drizzle-orm|drizzle-kit|pg$)/ },
  adapters: {
    layers: ['domain', 'books'],
    packages:
      /^(node:|@peculiar\/|pkijs|asn1js|aws4fetch|http-message-signatures$|nodemailer$|pkcs11js|shamir-secret-sharing$|openid-client$|jose$|@simplewebauthn\/|@temporalio\/(activity|client|common|worker))/,
  },
  // Published alone, and loaded by browsers: no package, no module of Node.
  'portal-client': { layers: ['domain'], packages: /^$/ },
  simulator: { layers: ['domain', 'adapters'], packages: /^(node:|hono|@hono\/|zod)/ },
  bin: { layers: ['*'], packages: /./ },
};

/** Adapters that a layer without the layer `adapters` may use. */
const ADAPTERS: Readonly<Record<string, readonly string[]>> = {
  enclave: ['hsm', 'secret-sharing', 'x509', 'jpki', 'jlis', 'timestamp', 'telemetry', 'webauthn'],
  db: ['telemetry'],
};

/** From left to right: a capability may use those before it in its layer, never those after it. */
const CAPABILITIES = [
  'application',
  'identity',
  'decision',
  'key-delivery',
  'issuance',
  'revocation',
  'status',
];

const ONLY_IN: Readonly<Record<string, string>> = {
  nodemailer: 'adapters/mail/',
  'http-message-signatures': 'adapters/webhook/',
  bullmq: 'queues/',
  aws4fetch: 'adapters/tile-store/',
  jose: 'adapters/jwt/',
  'openid-client': 'adapters/oidc/',
  pkcs11js: 'adapters/hsm/',
  'shamir-secret-sharing': 'adapters/secret-sharing/',
  '@simplewebauthn/server': 'adapters/webauthn/',
  '@simplewebauthn/server/helpers': 'adapters/webauthn/',
  '@peculiar/x509': 'adapters/x509/',
};

const layerOf = (path: string): string => path.split('/')[0] ?? '';
const isLayer = (path: string): boolean => Object.hasOwn(LAYERS, layerOf(path));

function layerViolation({ file, target, isType }: Import): Violation | undefined {
  const from = layerOf(file);
  const rule = LAYERS[from];
  if (!rule || rule.layers.includes('*')) return undefined;
  if (!isLayer(target)) {
    if (target.startsWith('.') || rule.packages.test(target)) return undefined;
    return `${file}: the layer ${from} may not use the package ${target}`;
  }
  const to = layerOf(target);
  if (to === from || rule.layers.includes(to)) return undefined;
  if (to === 'adapters' && ADAPTERS[from]?.includes(target.split('/')[1] ?? '')) return undefined;
  if (from === 'workflows' && isType && /^(activities|enclave)\//.test(target)) return undefined;
  // What the program of the subscriber's page does, portals do by the same code.
  if (file.startsWith('api/portal/key-delivery/browser/') && to === 'portal-client') {
    return undefined;
  }
  if (from === 'api' && /^workflows\/.*contract\.ts$/.test(target)) return undefined;
  return `${file}: the layer ${from} may not use ${target}`;
}

function capabilityViolation({ file, target }: Import): Violation | undefined {
  const [layer, own = ''] = file.split('/');
  const [targetLayer, other = ''] = target.split('/');
  const [mine, theirs] = [CAPABILITIES.indexOf(own), CAPABILITIES.indexOf(other)];
  if (layer !== targetLayer || mine < 0 || theirs <= mine) return undefined;
  return `${file}: ${own} may not use ${other}, which comes after it`;
}

function placeViolation({ file, target }: Import): Violation | undefined {
  const place = ONLY_IN[target];
  if (place === undefined || file.startsWith(place)) return undefined;
  // A bench measures ours against it.
  if (file.startsWith('bin/bench/') && target === '@peculiar/x509') return undefined;
  return `${file}: ${target} is used in ${place} alone`;
}

/** Every rule of direction that an import breaks. */
export const violationsOf = (imported: Import): Violation[] =>
  [layerViolation, capabilityViolation, placeViolation].flatMap((rule) => rule(imported) ?? []);
