import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenLinks, pages } from './markdown-links.ts';
import {
  allFiles,
  isTest,
  linesOfCode,
  namedBy,
  read,
  sourceFiles,
  testFiles,
  textFiles,
} from './tree.ts';

/** This file names what it forbids. */
const SELF = 'test/tidy.test.ts';

/** Files that something outside of the code starts: a person, npm, a container, a tool, a browser. */
const ENTRY_POINTS = [
  /^bin\/(portal|console|repository|office-worker|dispatch-worker|enclave-worker|jlis-simulator|witness|watcher|supervisor)\.ts$/,
  /^bin\/(toroku|story|chaos|bench|fuzz|generate-docs|generate-jis-tables)\.ts$/,
  /^bin\/bootstrap\/(start|test|run)\.mjs$/,
  /^deploy\/(migrate\.ts|is-healthy\.mjs)$/,
  /^(vitest|(enclave\/)?db\/drizzle)\.config\.ts$/,
  /^workflows\/index\.ts$/,
  // Read by drizzle-kit; the room's own queries are plain SQL.
  /^enclave\/db\/schema\.ts$/,
  /\.test\.tsx?$/,
];

/** `x.mts` beside `x.mjs`: found with it. */
const isDeclaration = (path: string): boolean => path.endsWith('.d.mts');

const lines = function* (paths: readonly string[]): Generator<{ at: string; line: string }> {
  for (const path of paths) {
    for (const [i, line] of read(path).split('\n').entries())
      yield { at: `${path}:${i + 1}`, line };
  }
};

const found = (paths: readonly string[], pattern: RegExp): string[] =>
  [...lines(paths)]
    .filter(({ line }) => pattern.test(line))
    .map(({ at, line }) => `${at} ${line.trim()}`);

/** A test may start a program of its own by name. */
const isStartedByTest = (path: string): boolean => {
  const name = basename(path).replace(/\.tsx?$/, '');
  return isTest(path) && testFiles.some((test) => read(test).includes(`'${name}'`));
};

describe('the tree', () => {
  it('has no file that nothing imports', () => {
    const code = [...sourceFiles, ...testFiles];
    const named = new Set(code.flatMap(namedBy));
    const unused = code.filter(
      (path) =>
        !named.has(path) &&
        !isDeclaration(path) &&
        !ENTRY_POINTS.some((entry) => entry.test(path)) &&
        !isStartedByTest(path),
    );
    expect(unused).toEqual([]);
  });

  it('has no temporary file', () => {
    expect(allFiles.filter((path) => /\.(tmp|bak|orig|rej)(\.|$)|~$/.test(basename(path)))).toEqual(
      [],
    );
  });

  it('has no folder that says nothing, and one barrel, which the bundler needs', () => {
    const empty =
      /^(src|lib|utils|helpers|common|shared|types|services|controllers|models|interfaces|constants|config|scripts|mocks)\//;
    expect(allFiles.filter((path) => empty.test(path))).toEqual([]);
    expect(sourceFiles.filter((path) => /(^|\/)index\.tsx?$/.test(path))).toEqual([
      'workflows/index.ts',
    ]);
  });

  it('has no source file of more than 300 lines of code', () => {
    const long = sourceFiles
      .map((path) => ({ path, lines: linesOfCode(read(path)) }))
      .filter(({ lines: count }) => count > 300);
    expect(long).toEqual([]);
  });
});

const NOTES = /\bTODO\b(?!\(#\d+\))|\b(FIXME|XXX)\b/;

const MARKS =
  /\b(describe|it|test|suite|bench)(\.\w+)*\.(only|skip|todo|fails)\b|\bvi\.(mock|doMock)\(/;

/** What says where, from where or by whom a file was written. */
const WORKPLACE = {
  paths: /(^|[\s'"`(=:])(\/work\/|\/root\/|\/home\/\w)|\.\.\/shared\b/,
  hosts:
    /\bregistry\.[\w-]+\.\w+|\b(npmjs|pypi)\.(org|com)\b|proxy\.golang\.org|\bartifactory\b|\bverdaccio\b/i,
  typists:
    /\b(claude|anthropic|chatgpt|openai|copilot|llm|language model|sub-?agents?|(ai|coding) (agent|assistant))\b/i,
  sessions:
    /\b(this|another|previous|earlier|later|parallel) (coding |work )?sessions? (wrote|writes|started|will|of the project)\b/i,
};

/** The one file that looks for other people's vectors beside the repository. */
const OUTSIDE_VECTORS = 'test/adapters/x509/outside-vectors.ts';

describe('what is left over', () => {
  const others = textFiles.filter((path) => path !== SELF);

  it('is a note with the number of an issue', () => {
    expect(found(others, NOTES)).toEqual([]);
  });

  it('is no test that is left out or runs alone, and no mocked module of ours', () => {
    expect(found(others.filter(isTest), MARKS)).toEqual([]);
  });

  it.each(Object.entries(WORKPLACE))('is nothing of the workplace: %s', (_, pattern) => {
    const allowed = (at: string): boolean => at.startsWith(`${OUTSIDE_VECTORS}:`);
    expect(found(others, pattern).filter((line) => !allowed(line))).toEqual([]);
    expect(found([OUTSIDE_VECTORS], /\/work\/|\/root\//)).toEqual([]);
  });

  it.each([
    [NOTES, '// TODO later', '// TODO(#12): later'],
    [NOTES, '/* FIXME */', 'the prefix of a fix'],
    [MARKS, `it.only('runs', () => {`, `it('runs only once', () => {`],
    [MARKS, `describe.concurrent.skip('x')`, `describe.each(x)('skips')`],
    [MARKS, `vi.mock('../domain/errors.ts')`, `vi.fn()`],
    [WORKPLACE.paths, `open('/work/main/x')`, `docs/work/x`],
    [WORKPLACE.paths, 'see ../shared/design', 'a shared folder'],
    [WORKPLACE.hosts, 'https://registry.example.org/x', 'the registry of issuers'],
    [WORKPLACE.typists, 'written by a coding agent', 'an application by an agent (代理人)'],
    [WORKPLACE.sessions, 'a later session will do it', 'a PKCS#11 session is opened'],
  ])('would be caught: %s in %s', (pattern, caught, passed) => {
    expect(caught).toMatch(pattern);
    expect(passed).not.toMatch(pattern);
  });
});

describe('pages', () => {
  it.each(pages)('%s has no broken link', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('of the glossary name what is in the code', () => {
    const code = sourceFiles.map(read).join('\n');
    const rows = read('docs/glossary.md')
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    const names: string[] = [];
    let column = -1;
    for (const row of rows) {
      const head = row.indexOf('in code');
      if (head >= 0) column = head;
      else
        names.push(...[...(row[column] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''));
    }
    expect(names.length).toBeGreaterThan(60);
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
  });
});

describe('failures', () => {
  it('that the code can meet have a test that names them', () => {
    const raised = /(?:new DomainError|isDomainError)\(\s*(?:\w+,\s*)?'(\w+)'/g;
    const used = new Set(
      sourceFiles
        .filter((path) => !path.startsWith('domain/'))
        .flatMap((path) => [...read(path).matchAll(raised)].map(([, type]) => type ?? '')),
    );
    // That one test lists every name there is says nothing about any of them.
    const tests = testFiles
      .filter((path) => ![SELF, 'test/domain/errors.test.ts'].includes(path))
      .map(read)
      .join('\n');
    expect([...used].filter((type) => !new RegExp(`\\b${type}\\b`).test(tests)).toSorted()).toEqual(
      [],
    );
  });
});
