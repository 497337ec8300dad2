import { describe, expect, it } from 'vitest';
import { createCommandLine } from './command-line';

describe('how commands are typed', () => {
  it('installed', () => {
    const { commandLine, commandLineAnywhere, startOption } = createCommandLine({});
    expect(commandLine('token')).toBe('routex token');
    expect(commandLineAnywhere('token')).toBe('routex token');
    expect(startOption('--port N')).toBe('--port N');
  });

  it('from a checkout, after npm start', () => {
    const env = { npm_lifecycle_event: 'start', npm_package_json: '/home/me/routex/package.json' };
    const { commandLine, commandLineAnywhere, startOption } = createCommandLine(env);
    expect(commandLine('token')).toBe('npm run -s routex -- token');
    expect(commandLineAnywhere('token')).toBe('npm run -s routex --prefix /home/me/routex -- token');
    expect(startOption('--port N')).toBe('npm start -- --port N');
  });

  it('from a checkout, as a command', () => {
    const { commandLineAnywhere, startOption } = createCommandLine({ npm_lifecycle_event: 'routex' });
    expect(commandLineAnywhere('token')).toBe('npm run -s routex -- token');
    expect(startOption('--port N')).toBe('--port N');
  });

  it('from a folder with a space in its name', () => {
    const env = { npm_lifecycle_event: 'start', npm_package_json: '/my code/package.json' };
    expect(createCommandLine(env).commandLineAnywhere('token')).toContain("--prefix '/my code' --");
  });
});
