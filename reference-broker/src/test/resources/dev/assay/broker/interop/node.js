// node node.js DIRECTORY URL VERSION [CERTIFICATE]: the scenario, with the package mqtt below DIRECTORY/node_modules.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const scenario = require('./scenario.js');

const [directory, url, version, certificate] = process.argv.slice(2);
const mqtt = require(path.join(directory, 'node_modules', 'mqtt'));
const tls = certificate ? { ca: fs.readFileSync(certificate) } : {};

scenario(mqtt, url, Number(version), tls, console.log).then(
  () => console.log('done'),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
