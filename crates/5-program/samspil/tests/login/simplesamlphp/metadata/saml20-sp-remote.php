<?php
/* None here: the service provider is known by its metadata as XML. */
