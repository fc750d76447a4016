import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Components of a file, by name, with their text. */
const componentsOf = (text: string): readonly string[] =>
  text.split(/\n(?=(?:export )?const \w+: FC)/);

/** A component that makes the page and speaks as well: outside of the page its words are always Japanese. */
const speaksOutside = (component: string): boolean =>
  /<Page\s/.test(component) && /\buseSay\(\)/.test(component);

describe('the language of a page', () => {
  it('is that of all its words: whoever speaks stands inside of it', () => {
    const files = readdirSync('api/console', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.tsx'))
      .map((file) => `api/console/${file}`);
    expect(files.length).toBeGreaterThan(50);
    const outside = files.filter((file) =>
      componentsOf(readFileSync(file, 'utf8')).some(speaksOutside),
    );
    expect(outside).toEqual([]);
  });

  it('would be missed in a component that does both', () => {
    const both = `\nexport const P: FC = () => {\n const say = useSay();\n return <Page view={v}>{say(w)}</Page>;\n};`;
    expect(componentsOf(both).some(speaksOutside)).toBe(true);
  });
});
