import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAMS, type ConfiguredProgram, type SettingName } from '../bin/config.ts';
import { SETTINGS } from '../bin/settings.ts';
import { ROLES } from '../bin/instance/databases.ts';
import { readPlainYaml, type PlainYaml } from './plain-yaml.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

type Service = Readonly<Record<string, PlainYaml | undefined>>;

const compose = readPlainYaml(read('docker-compose.yml')) as Readonly<
  Record<'services' | 'networks' | 'volumes' | 'secrets', Readonly<Record<string, Service>>>
>;
const { services } = compose;

/** Programs that `npm start` alone runs, or that are not written yet. */
const isProgram = (name: string): name is ConfiguredProgram =>
  name !== 'supervisor' && existsSync(join(ROOT, 'bin', `${name}.ts`));

const programs = Object.keys(PROGRAMS).filter(isProgram);

const list = (value: PlainYaml | undefined): readonly string[] =>
  Array.isArray(value) ? (value as string[]) : [];

const names = (value: PlainYaml | undefined): string[] => Object.keys((value ?? {}) as object);

/** Services that end by themselves; whoever needs them waits for that. */
const ENDING = [
  'temporal-schema',
  'temporal-namespace',
  'migrate-office',
  'migrate-room',
  'hsm-init',
];

describe('docker-compose.yml', () => {
  it('has a service for every program', () => {
    expect(programs.filter((program) => !services[program])).toEqual([]);
  });

  it.each(programs)('gives %s every setting it needs and no other', (program) => {
    const { required, optional }: Record<string, readonly SettingName[]> = PROGRAMS[program];
    const given = names(services[program]?.['environment']);
    const missing = (required ?? []).filter(
      (name) => !given.includes(name) && !('fallback' in SETTINGS[name]),
    );
    const documented: readonly string[] = [...(required ?? []), ...(optional ?? [])];
    expect({ missing, unknown: given.filter((name) => !documented.includes(name)) }).toEqual({
      missing: [],
      unknown: [],
    });
  });

  it('pins every image to a version', () => {
    const images = Object.values(services).map(({ image }) => image as string);
    expect(images.filter((image) => !/^[a-z/-]+:\d+\.\d+/.test(image))).toEqual([]);
  });

  it('checks the health of everything that goes on running', () => {
    const unchecked = Object.keys(services).filter(
      (name) => !ENDING.includes(name) && !services[name]?.['healthcheck'],
    );
    expect(unchecked).toEqual([]);
  });

  it('lets nobody into the room (規則4条): no port, no way out, and nobody else with the HSM', () => {
    expect(services['enclave-worker']?.['ports']).toBeUndefined();
    expect(services['enclave-worker']?.['expose']).toBeUndefined();
    expect(services['enclave-worker']?.['networks']).toEqual(['room']);
    expect(compose.networks['room']).toMatchObject({ internal: 'true' });
    const withHsm = Object.keys(services).filter((name) =>
      list(services[name]?.['volumes']).some((volume) => volume.startsWith('hsm:')),
    );
    expect(withHsm.toSorted()).toEqual(['enclave-worker', 'hsm-init']);
    const inRoom = Object.keys(services).filter((name) =>
      list(services[name]?.['networks']).includes('room'),
    );
    expect(inRoom.toSorted()).toEqual(['enclave-worker', 'migrate-room', 'postgres', 'temporal']);
  });

  it('starts the simulator and the stand-in for a witness in a sandbox alone', () => {
    expect(services['jlis-simulator']?.['profiles']).toEqual(['sandbox']);
    expect(services['witness']?.['profiles']).toEqual(['sandbox']);
    expect(services['watcher']?.['profiles']).toEqual(['sandbox']);
  });

  it('publishes ports to this host alone unless told otherwise', () => {
    const ports = Object.values(services).flatMap(({ ports: published }) => list(published));
    expect(ports.filter((port) => !port.startsWith('${BIND:-127.0.0.1}:'))).toEqual([]);
  });

  it('keeps secrets in files: every one it names is there, declared, and made by the script', () => {
    const used = Object.entries(services).flatMap(([name, service]) =>
      list(service['secrets']).map((secret) => ({ name, secret })),
    );
    const declared = Object.keys(compose.secrets);
    expect([...new Set(used.map(({ secret }) => secret))].toSorted()).toEqual(declared.toSorted());
    const made = [...read('deploy/make-secrets.sh').matchAll(/^([a-z]+-[a-z-]+) \d+$/gm)].map(
      ([, name]) => name ?? '',
    );
    expect(made.toSorted()).toEqual(declared.toSorted());
    for (const [name, service] of Object.entries(services)) {
      const files = JSON.stringify(service).matchAll(/\/run\/secrets\/([a-z-]+)/g);
      const asked = [...files].map(([, secret]) => secret ?? '');
      expect({
        name,
        notGiven: asked.filter((s) => !list(service['secrets']).includes(s)),
      }).toEqual({
        name,
        notGiven: [],
      });
    }
  });

  it('names no volume, network or service that is not declared', () => {
    for (const [name, service] of Object.entries(services)) {
      const volumes = list(service['volumes'])
        .map((volume) => volume.split(':')[0] ?? '')
        .filter((volume) => !volume.startsWith('./'));
      const unknown = [
        ...volumes.filter((volume) => !(volume in compose.volumes)),
        ...list(service['networks']).filter((network) => !(network in compose.networks)),
        ...names(service['depends_on']).filter((other) => !(other in services)),
      ];
      expect({ name, unknown }).toEqual({ name, unknown: [] });
    }
  });

  it('mounts each folder that a program is told of', () => {
    for (const program of programs) {
      const environment = (services[program]?.['environment'] ?? {}) as Record<string, string>;
      const folders = Object.values(environment).filter((v) => v.startsWith('/var/lib/toroku/'));
      const mounted = list(services[program]?.['volumes']).map((volume) => volume.split(':')[1]);
      expect({ program, missing: folders.filter((f) => !mounted.includes(f)) }).toEqual({
        program,
        missing: [],
      });
    }
  });

  it('makes the very roles of npm start, each for its database', () => {
    const script = read('deploy/postgres/init.sh');
    const made = [...script.matchAll(/^make_role (toroku_\w+) /gm)].map(([, role]) => role ?? '');
    expect(made.toSorted()).toEqual(Object.keys(ROLES).toSorted());
    for (const program of programs) {
      const url = JSON.stringify(services[program]?.['environment'] ?? {}).match(
        /postgres:\/\/(\w+)@postgres:5432\/(\w+)/,
      );
      if (url) expect(ROLES[url[1] as keyof typeof ROLES]).toBe(url[2]);
    }
  });
});

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile');

  it('runs nothing as root, installs no development packages, and has the HSM in the room alone', () => {
    const [, packages = '', program = '', enclave = ''] = dockerfile.split(/^FROM /m);
    expect(packages).toContain('npm ci --omit=dev');
    expect(program.match(/^USER .*$/gm)).toEqual(['USER node']);
    expect(enclave.match(/^USER .*$/gm)?.at(-1)).toBe('USER node');
    expect([packages, program].join('')).not.toContain('softhsm2');
    expect(enclave).toContain('softhsm2');
  });

  it('names its base by a full version and leaves a place for the digest', () => {
    expect(dockerfile).toMatch(
      /^ARG NODE_IMAGE=node:20\.\d+\.\d+-bookworm-slim(@sha256:[0-9a-f]{64})?$/m,
    );
  });

  it('checks health in every image that runs programs', () => {
    expect(dockerfile.match(/^HEALTHCHECK /gm)).toHaveLength(2);
  });
});
